//! Reads dates as people, front matter and web pages write them. Refuses to guess what is not wholly a date.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};

/// A date that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Read {
    /// The moment; midnight where no time of day is given.
    pub(super) time: DateTime<Utc>,
    /// Whether a time of day without a zone was taken as UTC.
    pub(super) zone_assumed: bool,
    /// Whether day and month could have been the other way round.
    pub(super) order_assumed: bool,
}

impl Read {
    fn sure(time: DateTime<Utc>) -> Self {
        Self { time, zone_assumed: false, order_assumed: false }
    }
}

/// Reads a date, with or without a time of day and a zone; `None` where any part of `text` belongs to no date.
pub(super) fn read(text: &str) -> Option<Read> {
    let text = text.trim();
    if text.is_empty() || text.len() > 100 || !text.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    machine(text).or_else(|| human(text))
}

fn machine(text: &str) -> Option<Read> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text).or_else(|_| DateTime::parse_from_rfc2822(text)) {
        return Some(Read::sure(time.to_utc()));
    }
    let zoned = ["%Y-%m-%d %H:%M:%S%.f %z", "%Y-%m-%dT%H:%M:%S%.f%z", "%Y-%m-%d %H:%M:%S%.f%#z", "%Y-%m-%d %H:%M %z", "%Y-%m-%dT%H:%M%#z"];
    if let Some(time) = zoned.iter().find_map(|form| DateTime::parse_from_str(text, form).ok()) {
        return Some(Read::sure(time.to_utc()));
    }
    let local = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"];
    if let Some(time) = local.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok()) {
        return Some(Read { zone_assumed: true, ..Read::sure(time.and_utc()) });
    }
    let day = ["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d"].iter().find_map(|form| NaiveDate::parse_from_str(text, form).ok())?;
    Some(Read::sure(day.and_time(NaiveTime::MIN).and_utc()))
}

#[derive(Default)]
struct Parts {
    year: Option<i32>,
    month: Option<u32>,
    day: Option<u32>,
    time: Option<(u32, u32)>,
    afternoon: Option<bool>,
    offset: Option<i32>,
    order_assumed: bool,
}

fn human(text: &str) -> Option<Read> {
    let mut parts = Parts::default();
    let lower = text.to_lowercase().replace("a.m.", "am").replace("p.m.", "pm").replace('\u{a0}', " ");
    for word in lower.split(|c: char| c.is_whitespace() || matches!(c, ',' | '|' | '•' | '·' | '(' | ')' | '—' | '–')) {
        let word = word.trim_end_matches(['.', ':', ';', '-']).trim_start_matches(['.', ':', ';']);
        if !word.is_empty() {
            parts.take(word)?;
        }
    }
    parts.finish()
}

impl Parts {
    /// Takes in one word, or returns `None` where it does not belong to a date.
    fn take(&mut self, word: &str) -> Option<()> {
        if self.take_time(word) || self.take_numeric_date(word) || self.take_number(word) {
            return Some(());
        }
        if let Some(month) = month(word) {
            return set(&mut self.month, month);
        }
        match word {
            "am" => set(&mut self.afternoon, false),
            "pm" => set(&mut self.afternoon, true),
            _ if let Some(offset) = zone(word) => set(&mut self.offset, offset),
            _ if is_filler(word) => Some(()),
            _ => None,
        }
    }

    fn take_time(&mut self, word: &str) -> bool {
        let (digits, half) = match (word.strip_suffix("am"), word.strip_suffix("pm")) {
            (Some(rest), _) => (rest, Some(false)),
            (_, Some(rest)) => (rest, Some(true)),
            _ => (word.strip_suffix('h').filter(|rest| rest.contains([':', '.'])).unwrap_or(word), None),
        };
        if digits.is_empty() || self.time.is_some() {
            return false;
        }
        let mut fields = digits.split([':', '.']).map(|field| if field.len() <= 2 { field.parse::<u32>().ok() } else { None });
        let (hour, minute, second) = (fields.next().flatten(), fields.next(), fields.next());
        let time = match (hour, minute, second) {
            (Some(hour), None, None) if half.is_some() => (hour, 0),
            (Some(hour), Some(Some(minute)), None | Some(Some(_))) if hour < 24 && minute < 60 => (hour, minute),
            _ => return false,
        };
        // 04.04.24 is a date, not a time with seconds; a time with seconds has colons.
        if second.is_some() && digits.contains('.') {
            return false;
        }
        self.time = Some(time);
        if half.is_some() {
            self.afternoon = half;
        }
        true
    }

    fn take_numeric_date(&mut self, word: &str) -> bool {
        let Some(separator) = ['/', '.', '-'].into_iter().find(|separator| word.matches(*separator).count() == 2) else { return false };
        let fields: Vec<&str> = word.split(separator).collect();
        let numbers: Vec<u32> = fields.iter().filter_map(|field| field.parse().ok()).collect();
        let [a, b, c] = numbers[..] else { return false };
        if self.day.is_some() || self.month.is_some() || self.year.is_some() {
            return false;
        }
        let (year, month, day) = if fields[0].len() == 4 {
            (a, b, c)
        } else if fields[2].len() == 4 || fields[2].len() == 2 {
            let year = if fields[2].len() == 2 { 2000 + c } else { c };
            if b > 12 {
                (year, a, b)
            } else {
                self.order_assumed = separator == '/' && a <= 12 && a != b;
                (year, b, a)
            }
        } else {
            return false;
        };
        self.year = i32::try_from(year).ok();
        (self.month, self.day) = (Some(month), Some(day));
        true
    }

    fn take_number(&mut self, word: &str) -> bool {
        let digits = ["st", "nd", "rd", "th", "."].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
        let Ok(number) = digits.parse::<u32>() else { return false };
        match digits.len() {
            4 if self.year.is_none() && (1800..=2200).contains(&number) => self.year = Some(number as i32),
            1 | 2 if self.day.is_none() && (1..=31).contains(&number) => self.day = Some(number),
            _ => return false,
        }
        true
    }

    fn finish(self) -> Option<Read> {
        let day = NaiveDate::from_ymd_opt(self.year?, self.month?, self.day?)?;
        let time = match (self.time, self.afternoon) {
            (Some((hour, minute)), Some(afternoon)) if (1..=12).contains(&hour) => {
                Some(NaiveTime::from_hms_opt(hour % 12 + if afternoon { 12 } else { 0 }, minute, 0)?)
            }
            (Some((hour, minute)), None) => Some(NaiveTime::from_hms_opt(hour, minute, 0)?),
            (None, None) => None,
            _ => return None,
        };
        let offset = FixedOffset::east_opt(self.offset.unwrap_or(0))?;
        let moment = offset.from_local_datetime(&day.and_time(time.unwrap_or(NaiveTime::MIN))).single()?.to_utc();
        Some(Read { time: moment, zone_assumed: time.is_some() && self.offset.is_none(), order_assumed: self.order_assumed })
    }
}

fn set<T>(slot: &mut Option<T>, value: T) -> Option<()> {
    if slot.is_some() {
        return None;
    }
    *slot = Some(value);
    Some(())
}

/// Returns the month of an English, German, French or Spanish name, whole or shortened.
fn month(word: &str) -> Option<u32> {
    const NAMES: [&[&str]; 12] = [
        &["january", "jan", "januar", "jänner", "janvier", "enero"],
        &["february", "feb", "februar", "février", "febrero"],
        &["march", "mar", "märz", "mars", "marzo"],
        &["april", "apr", "avril", "abril"],
        &["may", "mai", "mayo"],
        &["june", "jun", "juni", "juin", "junio"],
        &["july", "jul", "juli", "juillet", "julio"],
        &["august", "aug", "août", "agosto"],
        &["september", "sept", "sep", "septembre", "septiembre"],
        &["october", "oct", "oktober", "okt", "octobre", "octubre"],
        &["november", "nov", "novembre", "noviembre"],
        &["december", "dec", "dezember", "dez", "décembre", "diciembre"],
    ];
    NAMES.iter().position(|names| names.contains(&word)).and_then(|at| u32::try_from(at + 1).ok())
}

/// Returns the seconds east of Greenwich of a zone's name or number.
fn zone(word: &str) -> Option<i32> {
    let hours = match word {
        "utc" | "gmt" | "z" => 0,
        "bst" | "cet" | "west" => 1,
        "cest" | "eet" => 2,
        "msk" | "eest" => 3,
        "est" | "cdt" => -5,
        "edt" => -4,
        "cst" | "mdt" => -6,
        "mst" | "pdt" => -7,
        "pst" => -8,
        _ => {
            let number = word.strip_prefix("gmt").or_else(|| word.strip_prefix("utc")).unwrap_or(word);
            let sign = match number.as_bytes().first()? {
                b'+' => 1,
                b'-' => -1,
                _ => return None,
            };
            let digits: String = number[1..].chars().filter(|c| *c != ':').collect();
            if digits.is_empty() || digits.len() > 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            let value: i32 = digits.parse().ok()?;
            let (hours, minutes) = if digits.len() > 2 { (value / 100, value % 100) } else { (value, 0) };
            return (hours <= 14 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60));
        }
    };
    Some(hours * 3600)
}

fn is_filler(word: &str) -> bool {
    const WORDS: [&str; 42] = [
        "published",
        "posted",
        "updated",
        "last",
        "modified",
        "first",
        "created",
        "date",
        "on",
        "at",
        "the",
        "of",
        "um",
        "uhr",
        "am",
        "à",
        "le",
        "el",
        "de",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "mon",
        "tue",
        "tues",
        "wed",
        "thu",
        "thur",
        "thurs",
        "fri",
        "sat",
        "sun",
        "veröffentlicht",
        "publié",
        "den",
        "time",
        "local",
        "issued",
    ];
    WORDS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let found = read(text).map_or_else(|| "no date".to_owned(), |read| read.time.format("%Y-%m-%d %H:%M").to_string());
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn dates_are_read_as_people_and_machines_write_them() {
        for (text, expected) in [
            ("2024-04-04T15:47:00Z", "2024-04-04 15:47"),
            ("2014-04-01T15:44:00-04:00", "2014-04-01 19:44"),
            ("2024-04-04", "2024-04-04 00:00"),
            ("2024-04-04 15:47:00 +0000", "2024-04-04 15:47"),
            ("2024-04-04 15:47", "2024-04-04 15:47"),
            ("Thu, 04 Apr 2024 15:47:00 +0200", "2024-04-04 13:47"),
            ("4 Apr, 2024 15:47", "2024-04-04 15:47"),
            ("4th April 2024", "2024-04-04 00:00"),
            ("April 4, 2024 at 3:47 p.m. EDT", "2024-04-04 19:47"),
            ("Published 04 April 2024, 3:47pm BST", "2024-04-04 14:47"),
            ("Thursday 14 November 2024, 14.10", "2024-11-14 14:10"),
            ("Updated: 04.04.2024 15:47 Uhr", "2024-04-04 15:47"),
            ("13/04/2024", "2024-04-13 00:00"),
            ("04/13/2024", "2024-04-13 00:00"),
            ("4. April 2024", "2024-04-04 00:00"),
            ("2015-03-17 10:00:00 -4", "2015-03-17 14:00"),
            ("4 April 2024 - 15:47", "2024-04-04 15:47"),
        ] {
            check(text, expected);
        }
    }

    #[test]
    fn what_is_not_wholly_a_date_is_none() {
        for text in [
            "",
            "4 April",
            "In 2024 the council met",
            "25:57",
            "0:00",
            "31 February 2024",
            "2024",
            "The vote of 4 April 2024",
            "2024-13-01",
        ] {
            check(text, "no date");
        }
    }
}
