//! What is asked of the list survives its address; what no link writes is refused.

use super::*;

const ROW: &str = "01890000-0000-7000-8000-000000000001";

fn parse(query: &str) -> Result<Filters, Unknown> {
    Filters::parse(query)
}

fn round_trip(filters: &Filters) -> Filters {
    parse(filters.here().split_once('?').unwrap().1).unwrap()
}

fn everything() -> Filters {
    Filters {
        tab: Tab::Renewals,
        search: "diallo & fils, n° 12".into(),
        close: true,
        silence: Some(SilenceFilter::ThreeMonths),
        term: Some(TermFilter::TwoWeeks),
        ended: Some(EndedFilter::TwoYears),
        mail: true,
        appointment: Some(AppointmentFilter::Passed),
        referent: Some(ReferentFilter::None),
        sort: SortKey::LastContact,
        descending: true,
        place: Place::After(ROW.parse().unwrap()),
        all: true,
    }
}

#[test]
fn what_is_asked_survives_its_address() {
    assert_eq!(round_trip(&Filters::default()), Filters::default());
    assert_eq!(round_trip(&everything()), everything());
    for tab in Tab::ALL {
        let filters = Filters {
            tab,
            search: "x".into(),
            ..Filters::default()
        };
        assert_eq!(round_trip(&filters), filters);
    }
}

#[test]
fn every_tab_stands_in_its_place() {
    assert_eq!(TABS.map(|(tab, ..)| tab), Tab::ALL);
}

#[test]
fn a_filter_goes_back_to_the_first_page_and_paging_keeps_all() {
    let filters = everything();
    assert!(!filters.href().contains("apres=") && !filters.href().contains("tout="));
    let next = filters.after("01890000-0000-7000-8000-000000000002".parse().unwrap());
    for kept in [
        "onglet=renouvellements",
        "tri=passage",
        "ordre=desc",
        "passage=3-mois",
        "referent=aucun",
        "tout=oui",
    ] {
        assert!(next.contains(kept), "{kept} in {next}");
    }
}

#[test]
fn what_no_link_writes_is_a_bad_request() {
    for query in [
        "onglet=x",
        "tri=age",
        "passage=9-mois",
        "referent=zoe",
        "apres=12",
        "avant=01890000-0000-7000-8000-000000000001.0",
        "fin=3-ans",
        "tout=non",
        "ordre=haut",
    ] {
        assert_eq!(parse(query), Err(Unknown), "{query}");
    }
    assert_eq!(parse(&format!("q={}", "a".repeat(201))), Err(Unknown));
    assert_eq!(parse("passage=&tri=&inconnu=1"), Ok(Filters::default()));
}

#[test]
fn a_saved_view_keeps_no_name_and_no_page() {
    let kept = everything().kept();
    for left_out in ["diallo", ROW, "tout", "proches"] {
        assert!(!kept.contains(left_out), "{left_out} in {kept}");
    }
    assert!(kept.contains("fin=2-ans") && kept.contains("tri=passage"));
}

#[test]
fn a_search_looks_everywhere_unless_told_otherwise() {
    assert_eq!(parse("q=+zo%C3%A9++ba+").unwrap().tab, Tab::All);
    assert_eq!(parse("q=+zo%C3%A9++ba+").unwrap().search, "zoé ba");
    assert_eq!(
        parse("q=zoe&onglet=actifs").unwrap().tab,
        Filters::default().tab
    );
}

#[test]
fn sorting_twice_by_one_key_turns_it_round() {
    let by_number = Filters::default().sorted_by(SortKey::Number);
    assert!(!by_number.contains("ordre"), "{by_number}");
    let again = parse(by_number.split_once('?').unwrap().1)
        .unwrap()
        .sorted_by(SortKey::Number);
    assert!(again.contains("ordre=desc"), "{again}");
}
