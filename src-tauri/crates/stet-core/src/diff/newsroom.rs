//! Edits as a newsroom makes them, and how each reads: the golden tests of the difference.

use super::{Budget, diff, render_text};
use crate::Article;
use crate::document::{Block, Document, Figure, Inline, ListItem, TableCell, TableRow};

/// Reads a story: a line a paragraph; `# ` a heading, `- ` an item, `> ` a paragraph of a quotation, `! ` one of a box of facts,
/// `|` a row of a table, `@ alt | caption | credit` a picture, `` ` `` a line of code; `word^[note]` a footnote.
fn story(text: &str) -> Article {
    let mut blocks: Vec<Block> = Vec::new();
    for row in text.lines().map(str::trim).filter(|row| !row.is_empty()) {
        let (sign, rest) = row.split_at(row.find(' ').map_or(0, |at| at + 1));
        match (sign, blocks.last_mut()) {
            ("# ", _) => blocks.push(Block::Heading { level: 2, content: line(rest) }),
            ("- ", Some(Block::BulletList { content })) => content.push(item(rest)),
            ("- ", _) => blocks.push(Block::BulletList { content: vec![item(rest)] }),
            ("> ", Some(Block::Blockquote { content })) => content.push(paragraph(rest)),
            ("> ", _) => blocks.push(Block::Blockquote { content: vec![paragraph(rest)] }),
            ("! ", Some(Block::FactBox { content, .. })) => content.push(paragraph(rest)),
            ("! ", _) => blocks.push(Block::FactBox { title: "Facts".into(), content: vec![paragraph(rest)] }),
            ("| ", Some(Block::Table { content, .. })) => content.push(cells(rest)),
            ("| ", _) => blocks.push(Block::Table { widths: Vec::new(), content: vec![cells(rest)] }),
            ("` ", Some(Block::CodeBlock { text, .. })) => *text = format!("{text}\n{rest}"),
            ("` ", _) => blocks.push(Block::CodeBlock { language: String::new(), text: rest.to_owned() }),
            ("@ ", _) => {
                let mut parts = rest.split(" | ").map(str::to_owned);
                let mut next = || parts.next().unwrap_or_default();
                let (alt, caption, credit) = (next(), next(), next());
                blocks.push(Block::Figure(Figure {
                    src: "a.jpg".into(),
                    alt,
                    credit,
                    caption: Inline::plain(caption),
                    ..Figure::default()
                }));
            }
            _ => blocks.push(paragraph(row)),
        }
    }
    Article { body: Document::new(blocks), ..Article::default() }
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph { content: line(text) }
}

fn item(text: &str) -> ListItem {
    ListItem { checked: None, content: vec![paragraph(text)] }
}

fn cells(row: &str) -> TableRow {
    let cell = |text: &str| TableCell { header: false, align: None, colspan: 1, rowspan: 1, content: vec![Block::paragraph(text.trim())] };
    TableRow { content: row.split('|').map(cell).collect() }
}

fn line(text: &str) -> Vec<Inline> {
    let mut parts = text.split("^[");
    let mut line = Inline::plain(parts.next().unwrap_or_default());
    for part in parts {
        let (note, rest) = part.split_once(']').unwrap_or((part, ""));
        line.push(Inline::Footnote { content: vec![Block::paragraph(note)], marks: Vec::new() });
        line.extend(Inline::plain(rest));
    }
    line
}

/// Compares two stories, proves that nothing is left out either way, and checks how the change reads on a terminal.
#[track_caller]
fn check(before: &str, after: &str, expected: &str) {
    let (a, b) = (story(before), story(after));
    let found = diff(&a, &b, Budget::default());
    assert_eq!(found.apply(&a).expect("applies"), b);
    assert_eq!(diff(&b, &a, Budget::default()).apply(&b).expect("applies"), a, "backwards");
    let text = render_text::render(&found, false);
    let rows = |text: &str| text.lines().map(str::trim).filter(|row| !row.is_empty()).map(|row| format!("{row}\n")).collect::<String>();
    assert_eq!(rows(&text), rows(expected), "\n{text}");
}

#[test]
fn a_paragraph_is_cut_in_two() {
    check(
        "The ferry sails at nine every morning. Councillors voted on Tuesday to keep the subsidy for another year.
         Fishermen had warned that the harbour would close.",
        "The ferry sails at nine every morning.
         Councillors voted on Tuesday to keep the subsidy for another year.
         Fishermen had warned that the harbour would close.",
        "(split into 2 paragraphs) The ferry sails at nine every morning.[- -]{+¶+}
         Councillors voted on Tuesday to keep the subsidy for another year.
         … 1 block stays as it is
         1 change · +0 −0 words · 1 split or joined",
    );
}

#[test]
fn a_paragraph_is_cut_in_three_and_edited_on_the_way() {
    check(
        "The ferry sails at nine every morning. Councillors voted on Tuesday to keep the subsidy for another year. Fishermen had warned that the harbour would close.",
        "The ferry sails at ten every morning.
         Councillors voted on Monday to keep the subsidy for another year.
         Fishermen had warned that the harbour would close for good.",
        "(split into 3 paragraphs) The ferry sails at [-nine-]{+ten+} every morning.[- -]{+¶+}
         Councillors voted on [-Tuesday-]{+Monday+} to keep the subsidy for another year.[- -]{+¶+}
         Fishermen had warned that the harbour would close{+ for good+}.
         1 change · +4 −2 words · 1 split or joined",
    );
}

#[test]
fn paragraphs_are_joined() {
    check(
        "The council met on Tuesday.
         It voted to keep the ferry for another year.
         Nobody spoke against it in the hall.",
        "The council met on Tuesday. It voted to keep the ferry for another year.
         Nobody spoke against it in the hall.",
        "(2 paragraphs joined) The council met on Tuesday.[-¶-]{+ +}It voted to keep the ferry for another year.
         … 1 block stays as it is
         1 change · +0 −0 words · 1 split or joined",
    );
}

#[test]
fn a_sentence_goes_over_to_the_next_paragraph() {
    check(
        "The council met on Tuesday in the old town hall. It voted to keep the ferry for another year.
         Nobody spoke against the plan that evening.",
        "The council met on Tuesday in the old town hall.
         It voted to keep the ferry for another year. Nobody spoke against the plan that evening.",
        "(paragraph break moved) The council met on Tuesday in the old town hall.[- -]{+¶+}
         It voted to keep the ferry for another year.[-¶-]{+ +}Nobody spoke against the plan that evening.
         1 change · +0 −0 words · 1 split or joined",
    );
}

#[test]
fn an_added_paragraph_beside_an_edit_is_no_split() {
    check(
        "The council met on Tuesday in the old town hall to vote on the ferry.",
        "The council met on Monday in the old town hall to vote on the ferry.
         A spokesman for the islanders said on Friday that nobody had been asked.",
        "The council met on [-Tuesday-]{+Monday+} in the old town hall to vote on the ferry.
         {+A spokesman for the islanders said on Friday that nobody had been asked.+}
         2 changes · +14 −1 words",
    );
}

#[test]
fn paragraphs_become_a_list_where_they_stand() {
    check(
        "What to bring on the crossing this winter:
         A warm coat and gloves
         A torch with fresh batteries
         The timetable says more.",
        "What to bring on the crossing this winter:
         - A warm coat and gloves
         - A torch with new batteries
         The timetable says more.",
        "… 1 block stays as it is
         (set as a bulleted list) bullet list
         - A warm coat and gloves
         - A torch with [-fresh-]{+new+} batteries
         … 1 block stays as it is
         1 change · +1 −1 words",
    );
}

#[test]
fn a_quotation_is_set_and_taken_away() {
    let plain = "He spoke to the reporters afterwards.
         We shall keep the ferry whatever it costs us.
         Then he left the hall.";
    let quoted = "He spoke to the reporters afterwards.
         > We shall keep the ferry whatever it costs us.
         Then he left the hall.";
    for (before, after, change) in [(plain, quoted, "set as a quotation"), (quoted, plain, "no longer a quotation")] {
        check(
            before,
            after,
            &format!(
                "… 1 block stays as it is
                 ({change}) blockquote
                 … 1 block stays as it is
                 … 1 block stays as it is
                 1 change · +0 −0 words · 1 of form only"
            ),
        );
    }
}

#[test]
fn a_paragraph_goes_into_the_box_of_facts() {
    check(
        "The ferry carries ninety passengers and twelve cars.
         Councillors voted on Tuesday to keep the subsidy.
         ! Built in 1974 at the yard in Hestray.",
        "Councillors voted on Tuesday to keep the subsidy.
         ! Built in 1974 at the yard in Hestray.
         ! The ferry carries eighty passengers and twelve cars.",
        "(moved into the fact box) The ferry carries ninety passengers and …
         … 1 block stays as it is
         fact box
         … 1 block stays as it is
         (moved from the text) The ferry carries [-ninety-]{+eighty+} passengers and twelve cars.
         1 change · +1 −1 words · 1 moved",
    );
}

#[test]
fn an_item_goes_to_another_list() {
    check(
        "- Bread from the harbour bakery
         - Fresh herring from the boats
         What the islanders sell to visitors
         - Woollen hats made on Sule",
        "- Bread from the harbour bakery
         What the islanders sell to visitors
         - Woollen hats made on Sule
         - Fresh herring from the boats",
        "bullet list
         … 1 item stays as it is
         (moved into the bulleted list) - Fresh herring from the boats
         … 1 block stays as it is
         bullet list
         … 1 item stays as it is
         (moved from the bulleted list) - Fresh herring from the boats
         2 changes · +0 −0 words · 1 moved",
    );
}

#[test]
fn a_column_and_a_row_come_into_a_table() {
    check(
        "| Port | Time
         | Hestray | 9.00
         | Sule | 10.15",
        "| Port | Pier | Time
         | Hestray | 2 | 9.00
         | Sule | 1 | 10.30
         | Farne | 4 | 11.00",
        "table
         Port | {+Pier+} | Time
         Hestray | {+2+} | 9.00
         Sule | {+1+} | [-10.15-]{+10.30+}
         {+Farne | 4 | 11.00+}
         1 change · +7 −1 words",
    );
    check(
        "| Port | Pier | Time
         | Hestray | 2 | 9.00
         | Sule | 1 | 10.15",
        "| Port | Time
         | Hestray | 9.00
         | Sule | 10.15",
        "table
         Port | [-Pier-] | Time
         Hestray | [-2-] | 9.00
         Sule | [-1-] | 10.15
         1 change · +0 −3 words",
    );
}

#[test]
fn a_picture_changes_by_what_is_said_of_it() {
    check(
        "@ A ferry at the quay | The ferry at dusk on Monday | Oda Fennick",
        "@ A white ferry at the quay | The ferry at dawn on Monday | Oda Fennick/Broadsheet",
        "figure alt: A {+white +}ferry at the quay figure credit: Oda Fennick{+/Broadsheet+} The ferry at [-dusk-]{+dawn+} on Monday
         1 change · +2 −1 words",
    );
}

#[test]
fn a_footnote_changes_inside() {
    check(
        "It was said so^[In the log of the ninth of May] and nobody doubted it.",
        "It was said so^[In the log of the tenth of May] and nobody doubted it.",
        "It was said so[note: In the log of the [-ninth-]{+tenth+} of May] and nobody doubted it.
         1 change · +1 −1 words",
    );
}

#[test]
fn code_changes_by_the_line() {
    check(
        "` let ferry = 9;
         ` let subsidy = true;",
        "` let ferry = 10;
         ` let crew = 4;
         ` let subsidy = true;",
        "[-let ferry = 9;
         -]{+let ferry = 10;
         let crew = 4;
         +}let subsidy = true;
         1 change · +6 −3 words",
    );
}

#[test]
fn a_lead_is_rewritten() {
    check(
        "The ferry to Hestray will sail again from Monday, the council said, after a storm damaged the pier.",
        "Ferries to Hestray will sail again from Monday after a storm damaged its pier, councillors said on Friday.",
        "[-The ferry-]{+Ferries+} to Hestray will sail again from Monday[-, the council said,-] after a storm damaged [-the-]{+its+} pier{+, councillors said on Friday+}.
         1 change · +6 −6 words",
    );
}

#[test]
fn a_headline_word_and_a_comma() {
    check(
        "However the ferry, which sails at nine, was late on Monday.",
        "However, the ferry which sails at nine was late on Tuesday.",
        "However{+,+} the ferry[-,-] which sails at nine[-,-] was late on [-Monday-]{+Tuesday+}.
         1 change · +1 −1 words",
    );
}

#[test]
fn a_quote_is_cut_and_its_speaker_moved() {
    check(
        "“We shall keep the ferry, whatever it costs us in the end,” said Mr Oake, who has led the council since 2019.",
        "Mr Oake, who has led the council since 2019, said: “We shall keep the ferry, whatever it costs us.”",
        "{+Mr Oake, who has led the council since 2019, said: +}“We shall keep the ferry, whatever it costs us[- in the end,” said Mr Oake, who has led the council since 2019.-]{+.”+}
         1 change · +10 −13 words",
    );
}

#[test]
fn scripts_without_spaces_read_word_by_word() {
    check(
        "东京都知事星期二宣布，渡轮将继续运营一年。",
        "东京都知事星期三宣布，渡轮将继续运营两年。",
        "东京都知事[-星期二-]{+星期三+}宣布，渡轮将继续运营[-一年-]{+两年+}。
         1 change · +5 −5 words",
    );
    check(
        "เรือข้ามฟากออกเวลาเก้าโมงทุกวัน",
        "เรือข้ามฟากออกเวลาสิบโมงทุกวัน",
        "เรือข้ามฟากออกเวลา[-เก้าโมง-]{+สิบโมง+}ทุกวัน
         1 change · +2 −2 words",
    );
    check(
        "フェリーは毎朝九時に港を出る。",
        "フェリーは毎朝十時に港を出る。",
        "フェリーは毎朝[-九時-]{+十時+}に港を出る。
         1 change · +2 −2 words",
    );
}
