// SPDX-License-Identifier: Apache-2.0

/// The numbers from `from` down to 1, a line each.
pub fn countdown(from: u8) -> String {
    (1..=from).rev().map(|n| format!("{}\n", n)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_down_to_one() {
        assert_eq!(countdown(3), "3\n2\n1\n");
    }

    #[test]
    fn runs_as_wasm() {
        assert_eq!(std::mem::size_of::<usize>(), 4);
    }

    #[test]
    fn fails_when_asked_to() {
        assert!(std::env::var_os("COUNTDOWN_FAIL").is_none(), "asked to fail");
    }
}
