//! Style sheets that know no left and no right.

use super::files;

/// The declarations of a style sheet that stand at one physical side and so would not turn with the script.
fn physical(sheet: &str) -> Vec<String> {
    let mut plain = String::new();
    for (nth, part) in sheet.split("/*").enumerate() {
        plain.push_str(if nth == 0 { part } else { part.split_once("*/").map_or("", |(_, rest)| rest) });
    }
    let turns = |declaration: &&str| {
        let Some((name, value)) = declaration.split_once(':') else { return false };
        let (name, value) = (name.trim(), value.trim());
        let sides = ["left", "right", "top", "bottom"];
        let words: Vec<_> = value.split_whitespace().collect();
        sides.contains(&name)
            || ["width", "height", "min-width", "max-width", "min-height", "max-height"].contains(&name)
            || (name.contains('-')
                && !name.starts_with("--")
                && sides.iter().any(|side| name.split('-').any(|w| w == *side)))
            || (["text-align", "float", "clear"].contains(&name) && ["left", "right"].contains(&value))
            || (["margin", "padding", "inset"].contains(&name) && words.len() == 4 && words[1] != words[3])
    };
    let pieces = plain.split(['{', '}', ';']).map(str::trim).filter(|piece| !piece.starts_with('@'));
    pieces.filter(turns).map(str::to_owned).collect()
}

#[test]
fn the_theme_knows_no_left_and_no_right() {
    for (path, sheet) in files("themes", ".css") {
        assert_eq!(
            physical(&sheet),
            Vec::<String>::new(),
            "{path} stands at one side; write start, end, inline and block"
        );
    }
}

#[test]
fn the_reader_of_style_sheets_sees_every_way_of_taking_a_side() {
    for wrong in [
        "margin-left: 1rem",
        "left: 0",
        "width: 2rem",
        "max-width: 9rem",
        "text-align: right",
        "float: left",
        "padding: 0 1rem 0 2rem",
        "border-right: 1px solid",
        "border-top-left-radius: 2px",
        "scroll-margin-top: 1rem",
    ] {
        assert_eq!(
            physical(&format!("/* left: 1 */ @media (min-width: 1rem) {{ a:hover {{ color: red; {wrong}; }} }}")),
            [wrong]
        );
    }
    let right = "@page { @bottom-center { content: counter(page) } } .left { margin: 0 1rem 2rem 1rem; inset-inline-start: 0; line-height: 2; --left: 1 }";
    assert_eq!(physical(right), Vec::<String>::new());
}
