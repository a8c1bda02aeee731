//! What two texts begin with alike, and what they end with alike.

/// Returns how many bytes two texts have in common at their start.
pub(crate) fn common_start(a: &[u8], b: &[u8]) -> usize {
    fn strides<const N: usize>(a: &[u8], b: &[u8]) -> usize {
        N * a.as_chunks::<N>().0.iter().zip(b.as_chunks::<N>().0).take_while(|(a, b)| a == b).count()
    }
    let mut same = strides::<512>(a, b);
    same += strides::<32>(&a[same..], &b[same..]);
    same + a[same..].iter().zip(&b[same..]).take_while(|(a, b)| a == b).count()
}

/// Returns how many bytes two texts have in common at their end.
pub(crate) fn common_end(a: &[u8], b: &[u8]) -> usize {
    fn strides<const N: usize>(a: &[u8], b: &[u8]) -> usize {
        N * a.as_rchunks::<N>().1.iter().rev().zip(b.as_rchunks::<N>().1.iter().rev()).take_while(|(a, b)| a == b).count()
    }
    let mut same = strides::<512>(a, b);
    same += strides::<32>(&a[..a.len() - same], &b[..b.len() - same]);
    let (a, b) = (&a[..a.len() - same], &b[..b.len() - same]);
    same + a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count()
}

/// Returns how many bytes two texts have in common at their start and at their end; together no more than either has.
pub(crate) fn common_ends(a: &[u8], b: &[u8]) -> (usize, usize) {
    let start = common_start(a, b);
    (start, common_end(&a[start..], &b[start..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_alike_at_both_ends_is_found() {
        let long = "abc".repeat(400);
        let other = long.replacen("cab", "c-ab", 300);
        for (old, new) in [("", ""), ("", "a"), ("aa", "aaa"), ("abxcd", "abycd"), (&*long, &*other), (&long, &long), (&long, &long[1..])] {
            let (start, end) = common_ends(old.as_bytes(), new.as_bytes());
            assert!(start + end <= old.len().min(new.len()), "{old} {new}");
            assert_eq!((&old[..start], &old[old.len() - end..]), (&new[..start], &new[new.len() - end..]));
            let inner = (&old[start..old.len() - end], &new[start..new.len() - end]);
            assert!(inner.0.is_empty() || inner.1.is_empty() || inner.0.as_bytes()[0] != inner.1.as_bytes()[0]);
            assert!(inner.0.is_empty() || inner.1.is_empty() || inner.0.as_bytes().last() != inner.1.as_bytes().last());
        }
    }
}
