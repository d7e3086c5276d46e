//! Our own workbook, to be filled in and brought back: made from the fields themselves, so
//! that it is always in step with what is read.

use chrono::NaiveDate;

use super::{
    choices::Choice as Value,
    field::{Field, FieldKind},
    mapping::Origin,
    marked,
    table::Remark,
    writing::{
        Choices, ColumnKind, ColumnLook, Out, OutCell, Paint, SheetFormat, SheetLook, SheetWriter,
        Workbook, WriteFault,
    },
};

/// The sheets, in their order. Only the first is filled in and read.
const DATA: usize = 0;
const EXAMPLES: usize = 1;
const LISTS: usize = 2;
const HELP: usize = 3;
const NAMES: [&str; 4] = ["Domiciliés", "Exemples", "Listes", "Aide"];

/// Whether a remark goes without saying: the field's own workbook has a second sheet of lists,
/// and ours have sheets beside the first, which nobody expects to be read.
#[must_use]
pub fn is_expected(remark: &Remark, origin: Origin) -> bool {
    match remark {
        Remark::OtherSheets { names } => {
            let ours = |name: &String| NAMES.contains(&name.as_str()) || name == marked::PROBLEMS;
            origin == Origin::Model || names.iter().all(ours)
        }
        Remark::MergedCells { .. } | Remark::OtherExtension { .. } | Remark::Encoding { .. } => {
            false
        }
    }
}

/// Writes the workbook (`.xlsx`): the sheet to fill in, with its lists and a comment on each
/// header; three examples on a sheet of their own, where nobody imports them by mistake;
/// the lists; what each column expects.
///
/// # Errors
/// [`WriteFault`].
pub fn write_template(writer: &dyn SheetWriter, out: Out) -> Result<(), WriteFault> {
    let lists = Lists::of_fields();
    let mut book = writer.open(SheetFormat::Xlsx, &looks(&lists), out)?;
    let headers: Vec<_> = Field::all().map(header).collect();
    book.row(DATA, &headers)?;
    book.row(EXAMPLES, &headers)?;
    for example in examples() {
        let cells: Vec<_> = Field::all()
            .zip(&example)
            .map(|(field, text)| cell(field, text).painted(Paint::Example))
            .collect();
        book.row(EXAMPLES, &cells)?;
    }
    lists.write(book.as_mut())?;
    help(book.as_mut())?;
    book.finish()
}

fn looks(lists: &Lists) -> [SheetLook; 4] {
    let columns: Vec<_> = Field::all()
        .map(|field| ColumnLook {
            width: 22,
            kind: match field.kind() {
                FieldKind::Date => ColumnKind::Date,
                FieldKind::Text { .. }
                | FieldKind::Choice
                | FieldKind::YesNo
                | FieldKind::Phone
                | FieldKind::Email => ColumnKind::Text,
                FieldKind::Count => ColumnKind::General,
            },
            choices: lists.choices(field),
        })
        .collect();
    let look = |sheet: usize, columns: Vec<ColumnLook>, filtered| SheetLook {
        name: NAMES[sheet].to_owned(),
        columns,
        frozen_rows: 1,
        filtered,
    };
    let wide = |widths: &[u16]| {
        widths
            .iter()
            .map(|width| ColumnLook::wide(*width))
            .collect()
    };
    let of_lists: Vec<_> = lists.0.iter().flat_map(|_| [28, 40]).collect();
    [
        look(DATA, columns.clone(), false),
        look(EXAMPLES, columns, false),
        look(LISTS, wide(&of_lists), false),
        look(HELP, wide(&[40, 26, 14, 80, 28, 80]), true),
    ]
}

/// The head of a column: what is required carries a star, and a comment says the rest.
fn header(field: Field) -> OutCell<'static> {
    let mut note = String::new();
    let mut line = |text: &str| {
        if !note.is_empty() {
            note.push('\n');
        }
        note.push_str(text);
    };
    if field.is_required() {
        line("Obligatoire.");
    }
    line(field.help());
    if !field.example().is_empty() {
        line(&format!("Exemple\u{a0}: {}", field.example()));
    }
    OutCell::header(title(field)).noted(note)
}

fn title(field: Field) -> String {
    if field.is_required() {
        format!("{} *", field.label())
    } else {
        field.label().into_owned()
    }
}

/// What a field holds, as a sheet holds it: dates are dates, numbers are numbers.
fn cell(field: Field, text: &str) -> OutCell<'_> {
    match field.kind() {
        FieldKind::Date => match NaiveDate::parse_from_str(text, "%d/%m/%Y") {
            Ok(day) => OutCell::date(day),
            Err(_) => OutCell::text(text),
        },
        FieldKind::Count => match text.parse::<u32>() {
            Ok(count) => OutCell::number(count),
            Err(_) => OutCell::text(text),
        },
        FieldKind::Text { .. }
        | FieldKind::Choice
        | FieldKind::YesNo
        | FieldKind::Phone
        | FieldKind::Email => OutCell::text(text),
    }
}

/// Three people, one a situation: what each field holds, in the order of the fields.
#[must_use]
pub fn examples() -> [Vec<String>; 3] {
    let complete = Field::all().map(|field| {
        // These are about other situations, and one dependant and one proxy show how.
        let elsewhere = matches!(field, Field::RefusalGround | Field::RadiationMotif);
        let again = matches!(field, Field::Dependant(1.., _) | Field::Proxy(1.., _));
        let example = if elsewhere || again {
            ""
        } else {
            field.example()
        };
        example.to_owned()
    });
    [complete.collect(), other(&REFUSED), other(&TERMINATED)]
}

const REFUSED: [(Field, &str); 9] = [
    (Field::Reference, "2026-015"),
    (Field::Civility, "H"),
    (Field::Nom, "EXEMPLE"),
    (Field::Prenoms, "Karim"),
    (Field::Birth, "05/02/1984"),
    (Field::BirthPlace, "Oran, Algérie"),
    (Field::Status, "REFUS"),
    (Field::RefusalGround, "LIEN_COMMUNE"),
    (Field::End, "12/05/2026"),
];

const TERMINATED: [(Field, &str); 11] = [
    (Field::Reference, "2026-016"),
    (Field::Civility, "F"),
    (Field::Nom, "EXEMPLE"),
    (Field::Prenoms, "Marie-Line"),
    (Field::Birth, "30/07/1970"),
    (Field::BirthPlace, "Le Port, La Réunion"),
    (Field::Status, "RADIE"),
    (Field::RadiationMotif, "ENTREE_LOGEMENT"),
    (Field::Kind, "RENOUVELLEMENT"),
    (Field::End, "18/06/2026"),
    (Field::LastContact, "18/06/2026"),
];

fn other(known: &[(Field, &str)]) -> Vec<String> {
    Field::all()
        .map(|field| {
            let text = known.iter().find(|(of, _)| *of == field);
            let otherwise = if field == Field::Kind {
                field.example()
            } else {
                ""
            };
            text.map_or(otherwise, |(_, text)| text).to_owned()
        })
        .collect()
}

/// The lists that columns choose from, each with the field that first needs it.
struct Lists(Vec<(Field, &'static [Value])>);

impl Lists {
    fn of_fields() -> Self {
        let mut lists: Vec<(Field, &'static [Value])> = Vec::new();
        for field in Field::all().filter(|field| !field.choices().is_empty()) {
            if !lists.iter().any(|(_, list)| *list == field.choices()) {
                lists.push((field, field.choices()));
            }
        }
        Self(lists)
    }

    /// Where the values of a field are.
    fn choices(&self, field: Field) -> Option<Choices> {
        let position = self
            .0
            .iter()
            .position(|(_, list)| *list == field.choices())?;
        Some(Choices {
            sheet: LISTS,
            column: u16::try_from(position * 2).ok()?,
            first_row: 1,
            count: u32::try_from(field.choices().len()).ok()?,
        })
    }

    /// Two columns a list: what is typed, and what it means.
    fn write(&self, book: &mut dyn Workbook) -> Result<(), WriteFault> {
        let title = |field: Field| {
            if field.kind() == FieldKind::YesNo {
                "Oui ou non".to_owned()
            } else {
                field.label().into_owned()
            }
        };
        let headers: Vec<_> = self
            .0
            .iter()
            .flat_map(|(field, _)| [OutCell::header(title(*field)), OutCell::header("Sens")])
            .collect();
        book.row(LISTS, &headers)?;
        let longest = self.0.iter().map(|(_, list)| list.len()).max().unwrap_or(0);
        for row in 0..longest {
            let cells: Vec<_> = self
                .0
                .iter()
                .flat_map(|(_, list)| match list.get(row) {
                    Some(value) => [OutCell::text(value.code), OutCell::text(value.label)],
                    None => [OutCell::EMPTY, OutCell::EMPTY],
                })
                .collect();
            book.row(LISTS, &cells)?;
        }
        Ok(())
    }
}

/// What each column expects, a row each.
fn help(book: &mut dyn Workbook) -> Result<(), WriteFault> {
    let headers = [
        "Colonne",
        "Groupe",
        "Obligatoire",
        "Ce qui est attendu",
        "Exemple",
        "Valeurs possibles",
    ];
    book.row(HELP, &headers.map(OutCell::header))?;
    for field in Field::all() {
        let values: Vec<_> = field
            .choices()
            .iter()
            .map(|value| format!("{} ({})", value.code, value.label))
            .collect();
        let required = if field.is_required() { "OUI" } else { "NON" };
        let cells = [
            OutCell::text(title(field)),
            OutCell::text(field.group().label()),
            OutCell::text(required),
            OutCell::text(field.help()),
            OutCell::text(field.example()),
            OutCell::text(values.join(", ")),
        ];
        book.row(HELP, &cells)?;
    }
    Ok(())
}
