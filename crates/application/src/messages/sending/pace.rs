//! How fast messages are handed over: as fast as a provider takes them, and no faster in any
//! second, wherever it begins.

use std::{num::NonZeroU32, time::Duration};

use crate::messages::ports::LATE;

/// How many messages a provider takes in a second.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace(pub(super) NonZeroU32);

impl Pace {
    /// How many go at once: a small part of what leaves in a second, so that little of it is
    /// lost where two seconds meet.
    pub(super) const fn at_once(self) -> u32 {
        let part = self.0.get() / 20;
        if part == 0 { 1 } else { part }
    }

    /// For how long so many messages, at most [`Self::at_once`], keep the turn.
    ///
    /// One lot is too many in a second when those before it, of which there are then at least
    /// `rate - at_once + 1`, went in less. So many take a second, and as much longer as the
    /// first of them may come late.
    pub(super) fn lasting(self, messages: u32) -> Duration {
        let fewest = self.0.get().saturating_sub(self.at_once()) + 1;
        // What the division leaves is rounded up.
        (Duration::from_secs(1) + LATE) * messages / fewest + Duration::from_nanos(1)
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    /// The most messages that come within a second, wherever it begins.
    fn most(came: &[(Duration, u32)]) -> u32 {
        let second = Duration::from_secs(1);
        let within = |from: Duration| {
            let lots = came
                .iter()
                .filter(|(at, _)| *at >= from && *at - from < second);
            lots.map(|(_, lot)| lot).sum()
        };
        came.iter().map(|(from, _)| within(*from)).max().unwrap()
    }

    proptest! {
        #[test]
        fn no_second_sees_more_than_the_provider_takes(
            rate in 1_u32..=250,
            lots in vec((0_u32..1000, 0_u64..=100), 1..400),
        ) {
            let pace = Pace(NonZeroU32::new(rate).unwrap());
            let mut turn = Duration::ZERO;
            let mut came = Vec::new();
            for (size, late) in lots {
                let lot = 1 + size % pace.at_once();
                came.push((turn + Duration::from_millis(late).min(LATE), lot));
                turn += pace.lasting(lot);
            }
            prop_assert!(most(&came) <= rate, "{} of {rate}", most(&came));
        }

        #[test]
        fn not_much_of_what_the_provider_takes_is_lost(rate in 1_u32..=1000) {
            let pace = Pace(NonZeroU32::new(rate).unwrap());
            let lots = rate.div_ceil(pace.at_once());
            prop_assert!(pace.lasting(pace.at_once()) * lots < Duration::from_millis(1_300));
        }
    }
}
