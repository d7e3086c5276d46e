//! What filters compare with.

use application::reads::last_day_over;
use chrono::NaiveDate;
use kernel::add_months;

#[test]
fn r50_more_than_so_many_months_have_passed_up_to_that_day_and_no_later() {
    let start = NaiveDate::from_ymd_opt(2023, 12, 1).expect("a day");
    for today in start.iter_days().take(900) {
        for months in [2, 3, 12, 24] {
            let last = last_day_over(today, months);
            let days = (last - chrono::Days::new(5)).iter_days().take(40);
            for day in days {
                assert_eq!(
                    add_months(day, months) < today,
                    day <= last,
                    "{day}, {months} months before {today}"
                );
            }
        }
    }
}
