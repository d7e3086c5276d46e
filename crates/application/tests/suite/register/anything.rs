//! Whatever a sheet holds, it is read or told.

use application::imports::{
    check::check_row,
    field::Field,
    mapping::Mapping,
    problem::Problem,
    table::{Cell, Row},
};
use kernel::StructureKind;
use proptest::prelude::*;

use crate::register::support::{around, check, day, mapping, row, staff, table};

fn any_cell() -> impl Strategy<Value = Cell> {
    prop_oneof![
        3 => Just(Cell::Empty),
        2 => ".{0,40}".prop_map(|text| Cell::text(&text)),
        2 => "[0-9/. :-]{0,20}".prop_map(|text| Cell::text(&text)),
        1 => any::<f64>().prop_map(Cell::Number),
        1 => (0.0f64..100_000.0).prop_map(Cell::Number),
        1 => any::<bool>().prop_map(Cell::Bool),
        1 => (-300_000i64..300_000).prop_map(|n| Cell::Date(day(2000, 1, 1) + chrono::TimeDelta::days(n))),
        1 => Just(Cell::Fault("#REF!".into())),
    ]
}

proptest! {
    /// Whatever a row holds, it is read or told, and what is read the law takes over.
    #[test]
    fn any_row_is_read_or_told(cells in proptest::collection::vec(any_cell(), 0..120)) {
        let around_staff = staff();
        let around = around(StructureKind::Ccas, &around_staff);
        let checked = check_row(&Row { number: 9, cells }, &mapping(), &around);
        let errors = checked.problems.iter().any(Problem::is_error);
        prop_assert_eq!(checked.incoming.is_none(), errors);
        if let Some(incoming) = checked.incoming {
            prop_assert_eq!(incoming.takeover.refused(around.today), Ok(()));
        }
    }

    /// One cell of a sound row at random: the same.
    #[test]
    fn one_cell_of_a_sound_row_is_read_or_told(place in 0usize..110, cell in any_cell()) {
        let mut changed = row(&[]);
        let last = changed.cells.len() - 1;
        changed.cells[place.min(last)] = cell;
        let around_staff = staff();
        let around = around(StructureKind::OrganismeAgree, &around_staff);
        let checked = check_row(&changed, &mapping(), &around);
        let errors = checked.problems.iter().any(Problem::is_error);
        prop_assert_eq!(checked.incoming.is_none(), errors);
    }

    /// A table of anything is recognised as something, never with a panic.
    #[test]
    fn any_table_is_recognised(
        rows in proptest::collection::vec(proptest::collection::vec(any_cell(), 0..12), 0..12)
    ) {
        let rows = (1..).zip(rows).map(|(number, cells)| Row { number, cells }).collect();
        let sheet = table(rows);
        let found = Mapping::recognise(&sheet);
        prop_assert_eq!(found.mapping.to_string().parse(), Ok(found.mapping));
    }

    /// A day reads back however it is written.
    #[test]
    fn a_day_reads_back_however_it_is_written(back in 0i32..30_000) {
        let written = kernel::date::add_days(day(2026, 11, 22), -back);
        for text in [
            written.format("%d/%m/%Y").to_string(),
            written.format("%-d/%-m/%Y").to_string(),
            written.format("%d-%m-%Y").to_string(),
            written.format("%d.%m.%Y").to_string(),
            written.format("%Y-%m-%d").to_string(),
            written.format("%Y-%m-%dT00:00:00").to_string(),
            written.format("%d%m%Y").to_string(),
            kernel::french::day_month_year(written),
            kernel::french::long_date(written),
            (written - day(1899, 12, 30)).num_days().to_string(),
        ] {
            // Serial numbers of four figures may as well be years.
            if text.len() > 4 {
                let read = check(&[(Field::LastContact, &text)]);
                let last = read.incoming.map(|i| i.takeover.last_contact);
                prop_assert_eq!(last, Some(Some(written)), "{}", text);
            }
        }
    }
}
