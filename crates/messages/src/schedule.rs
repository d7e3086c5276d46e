//! When messages may leave: the courtesy window, the days of a structure, its holidays and
//! its zone.

use std::ops::Range;

use chrono::NaiveTime;

const fn hour(hour: u32) -> NaiveTime {
    match NaiveTime::from_hms_opt(hour, 0, 0) {
        Some(time) => time,
        None => NaiveTime::MIN,
    }
}

/// The hours at which people may be disturbed, in civil time, from Monday to Saturday, on
/// days that are no holidays of the territory (T-03).
pub const COURTESY: Range<NaiveTime> = hour(8)..hour(20);
