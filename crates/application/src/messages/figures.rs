//! Whether messages spare people a walk for nothing: what is counted, and what follows of it.

/// In a group smaller than this, one person more or less would change the figure.
const ENOUGH: u32 = 20;

/// The visits of a month, among people in an election that runs. Two groups are compared:
/// those who may be written to, and those who may not, for want of a number or because they
/// object.
///
/// A visit for nothing is a day on which somebody came and nothing was handed over for them.
/// Mail told of is counted from the messages that left in the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Visits {
    /// How many people may be written to.
    pub reached: u32,
    /// Their visits for nothing.
    pub reached_for_nothing: u32,
    /// How many people may not.
    pub unreached: u32,
    /// Their visits for nothing.
    pub unreached_for_nothing: u32,
    /// How many people were told of mail.
    pub told: u32,
    /// How many of them were handed mail within a week.
    pub came: u32,
}

impl Visits {
    /// How many visits for nothing were spared, as far as a comparison can tell: what they
    /// would have been if those who may be written to had come for nothing as often as the
    /// others, less what they were; below zero in a month that went the other way. None when
    /// nobody was told of anything, or when there are too few people to compare.
    ///
    /// ```
    /// # use application::messages::figures::Visits;
    /// let month = Visits {
    ///     reached: 200, reached_for_nothing: 100,
    ///     unreached: 50, unreached_for_nothing: 40,
    ///     told: 30,
    ///     ..Visits::default()
    /// };
    /// assert_eq!(month.avoided(), Some(60));
    /// assert_eq!(Visits { unreached_for_nothing: 20, ..month }.avoided(), Some(-20));
    /// assert_eq!(Visits { unreached: 19, ..month }.avoided(), None);
    /// assert_eq!(Visits { told: 0, ..month }.avoided(), None);
    /// ```
    #[must_use]
    pub fn avoided(&self) -> Option<i64> {
        if self.told == 0 || self.reached < ENOUGH || self.unreached < ENOUGH {
            return None;
        }
        let (people, others) = (u64::from(self.reached), u64::from(self.unreached));
        let expected = (u64::from(self.unreached_for_nothing) * people + others / 2) / others;
        let expected = i64::try_from(expected).ok()?;
        Some(expected - i64::from(self.reached_for_nothing))
    }

    /// Visits for nothing of a hundred people, of those who may be written to and of the
    /// others; none where there are too few.
    #[must_use]
    pub fn per_hundred(&self) -> Option<(u32, u32)> {
        let rate = |visits: u32, people: u32| {
            let rate = (u64::from(visits) * 100 + u64::from(people) / 2) / u64::from(people);
            u32::try_from(rate).ok()
        };
        if self.reached < ENOUGH || self.unreached < ENOUGH {
            return None;
        }
        Some((
            rate(self.reached_for_nothing, self.reached)?,
            rate(self.unreached_for_nothing, self.unreached)?,
        ))
    }
}
