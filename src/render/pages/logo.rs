//! How wide a logo is beside its name, so that nothing moves when it arrives.

/// The height of a logo in the head of a page, in CSS pixels.
const HEIGHT: f64 = 40.0;

/// The width of a logo that is `HEIGHT` high, in CSS pixels; nothing where the bytes
/// are neither PNG nor an SVG that states its size.
pub(super) fn width(bytes: &[u8]) -> Option<u32> {
    let (width, height) = png(bytes).or_else(|| svg(&String::from_utf8_lossy(bytes)))?;
    let fits = width > 0.0 && height > 0.0 && width / height < 100.0;
    // Rounded and far below any limit of the type.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 4000")]
    fits.then(|| (width * HEIGHT / height).round().max(1.0) as u32)
}

/// Width and height from the first chunk (PNG, 11.2.1).
fn png(bytes: &[u8]) -> Option<(f64, f64)> {
    let rest = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    let number = |at: usize| Some(f64::from(u32::from_be_bytes(rest.get(at..at + 4)?.try_into().ok()?)));
    Some((number(8)?, number(12)?))
}

/// Width and height from the `viewBox`, else from the attributes of those names.
fn svg(text: &str) -> Option<(f64, f64)> {
    let tag = text.split_once("<svg")?.1.split('>').next()?;
    let attribute = |name: &str| {
        let rest = tag.split_once(&format!(" {name}="))?.1;
        let quote = rest.chars().next()?;
        rest[1..].split(quote).next()
    };
    if let Some(shown) = attribute("viewBox") {
        let numbers: Vec<f64> = shown.split([' ', ',']).filter_map(|number| number.parse().ok()).collect();
        return Some((*numbers.get(2)?, *numbers.get(3)?));
    }
    let number = |name: &str| attribute(name)?.trim_end_matches("px").parse().ok();
    Some((number("width")?, number("height")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logo_says_how_wide_it_is() {
        let png = [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &200u32.to_be_bytes(), &100u32.to_be_bytes()].concat();
        assert_eq!(width(&png), Some(80));
        assert_eq!(width(b"<svg xmlns='x' viewBox='0 0 64 32'>"), Some(80));
        assert_eq!(width(b"<?xml?><svg width=\"30px\" height=\"60\">"), Some(20));
        for other in [&b"\xff\xd8\xff\xe0"[..], b"", b"<svg>", b"<svg viewBox='0 0 1 0'>", b"<svg viewBox='0 0 \xd9'>"]
        {
            assert_eq!(width(other), None);
        }
    }
}
