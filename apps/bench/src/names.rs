//! Names of many origins: some that are borne by thousands, and a long tail of rare ones.

use crate::dice::Dice;

/// Those of the demo.
#[path = "../../domifa/src/demo/names.rs"]
mod demo;

/// Borne by many, besides those of the demo: homonyms are the rule at a desk.
const MORE: [&str; 53] = [
    "Touré",
    "Bah",
    "Barry",
    "Coulibaly",
    "Koné",
    "Ouattara",
    "Ouédraogo",
    "Sylla",
    "Konaté",
    "Fofana",
    "Sissoko",
    "Ndiaye",
    "Diop",
    "Fall",
    "Gueye",
    "Mendy",
    "Gomis",
    "Benchikh",
    "Boudjemaa",
    "El Amrani",
    "Bennani",
    "Chaoui",
    "Mansouri",
    "Belkacem",
    "Khelifi",
    "Bouzid",
    "Rahmani",
    "Noorzai",
    "Stanekzai",
    "Karimi",
    "Rezaei",
    "Petrov",
    "Kovalenko",
    "Shevchenko",
    "Bondarenko",
    "Ionescu",
    "Radu",
    "Dumitru",
    "Hoxha",
    "Gashi",
    "Krasniqi",
    "Jovanović",
    "Singh",
    "Kumar",
    "Hossain",
    "Rahman",
    "Chowdhury",
    "Tran",
    "Pham",
    "Wang",
    "Li",
    "Bernard",
    "Thomas",
];

/// First names of both sexes.
const MORE_FIRST: [&str; 24] = [
    "Aïcha",
    "Khadija",
    "Oksana",
    "Svetlana",
    "Blessing",
    "Grace",
    "Mohamed",
    "Muhammad",
    "Mohammed",
    "Abdoulaye",
    "Abdallah",
    "Youssef",
    "Karim",
    "Rachid",
    "Hamid",
    "Sékou",
    "Moussa",
    "Boubacar",
    "Ousmane",
    "Vasile",
    "Ion",
    "Andriy",
    "Oleksandr",
    "Emmanuel",
];

const ONSETS: [&str; 40] = [
    "b", "bal", "bel", "bou", "cha", "dem", "dia", "dou", "fer", "fon", "gar", "gom", "ha", "ill",
    "jac", "ka", "kou", "lam", "lev", "mar", "mou", "na", "ngo", "ou", "pel", "per", "ra", "rou",
    "sa", "sid", "sou", "ta", "tch", "tou", "val", "ver", "wa", "yan", "za", "zou",
];
const MIDDLES: [&str; 24] = [
    "a", "ada", "alo", "and", "ara", "el", "ema", "en", "er", "essi", "i", "ila", "in", "o", "oba",
    "ol", "om", "ou", "u", "uka", "ya", "yi", "é", "êt",
];
const ENDINGS: [&str; 32] = [
    "ami", "ard", "ba", "bert", "chi", "court", "di", "dine", "eau", "enko", "escu", "et", "ez",
    "ga", "got", "ier", "in", "ka", "ko", "lier", "lou", "mane", "meth", "ni", "ov", "quet", "ra",
    "ski", "ssou", "tchi", "yev", "zadeh",
];

pub fn surname(dice: &mut Dice) -> String {
    if dice.percent(40) {
        return pick(dice, &[&demo::NOMS, &MORE]).to_owned();
    }
    let mut name = dice.pick(&ONSETS).to_owned();
    name.push_str(dice.pick(&MIDDLES));
    if dice.percent(30) {
        name.push_str(dice.pick(&ONSETS));
        name.push_str(dice.pick(&MIDDLES));
    }
    name.push_str(dice.pick(&ENDINGS));
    capitalised(&name)
}

pub fn first_name(dice: &mut Dice) -> &'static str {
    pick(dice, &[&demo::FEMMES, &demo::HOMMES, &MORE_FIRST])
}

/// One of all the names of some lists.
fn pick(dice: &mut Dice, lists: &[&[&'static str]]) -> &'static str {
    let all: usize = lists.iter().map(|list| list.len()).sum();
    let drawn = usize::try_from(dice.roll()).unwrap_or(0) % all;
    let mut names = lists.iter().copied().flatten();
    names.nth(drawn).copied().unwrap_or_default()
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
