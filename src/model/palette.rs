//! Palette: the shades of an association's colour that can be read on the paper of a page.
//!
//! Contrast is that of WCAG 2.2, "relative luminance" and "contrast ratio".
//! The papers are those of the default theme's `style.css`; a test holds the two together.

/// The least contrast of text (WCAG 2.2, 1.4.3).
pub const READABLE: f64 = 4.5;

/// The contrast for readers who ask for more (WCAG 2.2, 1.4.6), and on dark paper for everyone:
/// a shade at the bare minimum looks switched off there.
pub const STRONG: f64 = 7.0;

/// A colour as red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(pub [u8; 3]);

/// What a page is written on.
struct Ground {
    paper: Rgb,
    card: Rgb,
    /// How much of the accent a tinted ground holds, in hundredths.
    tint: u32,
    /// Where a colour goes that cannot be read: black on light paper, white on dark.
    away: Rgb,
}

const LIGHT: Ground = Ground { paper: Rgb([0xfb, 0xfa, 0xf7]), card: Rgb([0xff; 3]), tint: 8, away: Rgb([0x00; 3]) };
const DARK: Ground =
    Ground { paper: Rgb([0x13, 0x17, 0x15]), card: Rgb([0x1a, 0x1f, 0x1d]), tint: 11, away: Rgb([0xff; 3]) };

/// A shade for text, and the same shade as a tint behind text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shade {
    /// For text, lines and buttons.
    pub accent: Rgb,
    /// For grounds.
    pub soft: Rgb,
}

/// The shades of one colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    /// On light paper.
    pub light: Shade,
    /// On light paper, for readers who ask for more contrast.
    pub light_strong: Shade,
    /// On dark paper.
    pub dark: Shade,
}

impl Palette {
    /// The shades of a colour, `#rrggbb`; nothing where the text is no colour.
    pub fn of(colour: &str) -> Option<Self> {
        let brand = Rgb::parse(colour)?;
        Some(Palette {
            light: LIGHT.shade(brand, READABLE),
            light_strong: LIGHT.shade(brand, STRONG),
            dark: DARK.shade(brand, STRONG),
        })
    }
}

/// The least contrast of a colour, `#rrggbb`, as text on light paper; nothing where the text is no colour.
pub fn contrast_on_paper(colour: &str) -> Option<f64> {
    Rgb::parse(colour).map(|brand| LIGHT.least_contrast(brand))
}

impl Ground {
    fn soft(&self, accent: Rgb) -> Rgb {
        mix(self.paper, accent, self.tint, 100)
    }

    /// The contrast where text in this colour is hardest to read.
    fn least_contrast(&self, accent: Rgb) -> f64 {
        [self.paper, self.card, self.soft(accent)].into_iter().map(|on| contrast(accent, on)).fold(21.0, f64::min)
    }

    /// The shade nearest to a colour that reaches a contrast.
    fn shade(&self, brand: Rgb, target: f64) -> Shade {
        let steps = (0..=100).map(|step| mix(brand, self.away, step, 100));
        let accent = steps.into_iter().find(|shade| self.least_contrast(*shade) >= target).unwrap_or(self.away);
        Shade { accent, soft: self.soft(accent) }
    }
}

impl Rgb {
    /// Reads `#rrggbb`.
    fn parse(text: &str) -> Option<Self> {
        if !super::spelling::is_colour(text) {
            return None;
        }
        let part = |from: usize| u8::from_str_radix(text.get(from..from + 2)?, 16).ok();
        Some(Rgb([part(1)?, part(3)?, part(5)?]))
    }

    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

impl std::fmt::Display for Rgb {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

/// The contrast ratio of two colours, from 1 to 21.
pub fn contrast(one: Rgb, other: Rgb) -> f64 {
    let (one, other) = (one.luminance(), other.luminance());
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// `part` of `parts` of the way from one colour to another.
fn mix(from: Rgb, to: Rgb, part: u32, parts: u32) -> Rgb {
    let between = |a: u8, b: u8| {
        let sum = u32::from(a) * (parts - part) + u32::from(b) * part;
        u8::try_from((sum + parts / 2) / parts).unwrap_or(u8::MAX)
    };
    let ([r, g, b], [to_r, to_g, to_b]) = (from.0, to.0);
    Rgb([between(r, to_r), between(g, to_g), between(b, to_b)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rgb(text: &str) -> Rgb {
        Rgb::parse(text).expect("a colour")
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        for (one, other, ratio) in [
            ("#000000", "#ffffff", 21.0),
            ("#ffffff", "#ffffff", 1.0),
            ("#777777", "#ffffff", 4.48),
            ("#767676", "#ffffff", 4.54),
            ("#ff0000", "#ffffff", 4.00),
            ("#0000ff", "#ffffff", 8.59),
        ] {
            let found = contrast(rgb(one), rgb(other));
            assert!((found - ratio).abs() < 0.005, "{one} on {other}: {found}, not {ratio}");
            assert!((contrast(rgb(other), rgb(one)) - found).abs() < f64::EPSILON, "the order does not matter");
        }
    }

    #[test]
    fn a_colour_that_can_be_read_stays_as_it_is_on_light_paper() {
        for brand in ["#0b6e4f", "#000000", "#1d3f8f", "#8a1538"] {
            assert_eq!(Palette::of(brand).expect("a colour").light.accent.to_string(), brand);
        }
    }

    #[test]
    fn every_shade_of_every_colour_can_be_read_where_it_stands() {
        let parts = [0x00, 0x33, 0x66, 0x99, 0xcc, 0xff];
        for r in parts {
            for g in parts {
                for b in parts {
                    let brand = Rgb([r, g, b]).to_string();
                    let palette = Palette::of(&brand).expect("a colour");
                    for (ground, shade, target) in [
                        (&LIGHT, palette.light, READABLE),
                        (&LIGHT, palette.light_strong, STRONG),
                        (&DARK, palette.dark, STRONG),
                    ] {
                        for on in [ground.paper, ground.card, shade.soft] {
                            let found = contrast(shade.accent, on);
                            assert!(found >= target, "{brand} became {} with {found} on {on}", shade.accent);
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_pale_colour_is_darkened_no_further_than_it_must() {
        let shade = Palette::of("#ffd400").expect("a colour").light.accent;
        assert_ne!(shade, rgb("#ffd400"));
        assert!(LIGHT.least_contrast(shade) < READABLE + 0.25, "{shade} is darker than it must be");
    }

    #[test]
    fn what_is_no_colour_has_no_palette() {
        for text in ["", "green", "#0b6", "#0b6e4g", "#٠١٢"] {
            assert_eq!(Palette::of(text), None, "{text}");
            assert_eq!(contrast_on_paper(text), None, "{text}");
        }
    }

    #[test]
    fn the_papers_are_those_of_the_default_theme() {
        let sheet = include_str!("../../themes/default/assets/style.css");
        let (light, dark) = sheet.split_once("prefers-color-scheme: dark").expect("the theme has a dark side");
        let token = |side: &str, name: &str| {
            let rest = side.split_once(&format!("{name}: ")).expect("the token is set").1;
            rest.split(';').next().expect("a value").to_owned()
        };
        let long = |value: String| match value.strip_prefix('#') {
            Some(short) if short.len() == 3 => format!("#{}", short.chars().flat_map(|c| [c, c]).collect::<String>()),
            _ => value,
        };
        for (side, ground) in [(light, LIGHT), (dark, DARK)] {
            assert_eq!(long(token(side, "--paper")), ground.paper.to_string());
            assert_eq!(long(token(side, "--card")), ground.card.to_string());
            let tint = format!("var(--accent) {}%", ground.tint);
            assert!(token(side, "--accent-soft").contains(&tint), "the tint of the theme is another");
        }
    }
}
