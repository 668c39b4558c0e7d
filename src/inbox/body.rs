//! The three ways in which a form is sent, read into one.
//!
//! In: the words of `Content-Type` and the bytes. Out: what was sent, as far as
//! it could be read, and why not further. Never: asks what the form wants.

use super::refusal::Why;

/// From this many fields on, a request is no form that a person filled in.
const TOO_MANY: usize = 1000;

/// What was sent: names and values as they came.
#[derive(Debug, Default)]
pub struct Sent {
    /// Texts by name, in the order in which they came.
    pub fields: Vec<(String, String)>,
    /// Files by name.
    pub files: Vec<SentFile>,
}

/// A file as it came.
#[derive(Debug)]
pub struct SentFile {
    /// The name of its field.
    pub field: String,
    /// What the sender calls it; never to be trusted.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl Sent {
    /// The first value of a name.
    pub fn first(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(key, _)| key == name).map(|(_, value)| &**value)
    }

    /// Every value of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(key, _)| key == name).map(|(_, value)| &**value)
    }

    fn add(&mut self, name: String, value: String) -> Result<(), Why> {
        // A line ends as the text of a page ends it; browsers send two characters.
        let value = value.replace("\r\n", "\n");
        self.fields.push((name, value));
        self.is_countable()
    }

    fn is_countable(&self) -> Result<(), Why> {
        if self.fields.len() + self.files.len() >= TOO_MANY { Err(Why::TooManyFields) } else { Ok(()) }
    }
}

/// Reads a body; what came before a fault is kept, so that it can be given back.
pub async fn read(content_type: &str, bytes: Vec<u8>) -> (Sent, Result<(), Why>) {
    let mut sent = Sent::default();
    let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let done = match kind.as_str() {
        "application/x-www-form-urlencoded" => urlencoded(&bytes, &mut sent),
        "application/json" => json(&bytes, &mut sent),
        "multipart/form-data" => multipart(content_type, bytes, &mut sent).await,
        _ => Err(Why::NotAForm),
    };
    (sent, done)
}

fn urlencoded(bytes: &[u8], sent: &mut Sent) -> Result<(), Why> {
    for pair in bytes.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
        let at = pair.iter().position(|byte| *byte == b'=');
        let (name, value) = at.map_or((pair, &b""[..]), |at| (&pair[..at], &pair[at + 1..]));
        sent.add(decoded(name)?, decoded(value)?)?;
    }
    Ok(())
}

fn decoded(part: &[u8]) -> Result<String, Why> {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.iter().copied();
    while let Some(byte) = rest.next() {
        let mut ahead = rest.clone();
        let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
        match (byte, digit(ahead.next()), digit(ahead.next())) {
            (b'+', ..) => bytes.push(b' '),
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                rest = ahead;
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).map_err(|_| Why::NotText)
}

/// One object; a value is a text, a number, a truth, or a list of them.
fn json(bytes: &[u8], sent: &mut Sent) -> Result<(), Why> {
    use serde_json::Value;
    let text = std::str::from_utf8(bytes).map_err(|_| Why::NotText)?;
    let value: serde_json::Map<String, Value> = serde_json::from_str(text).map_err(|_| Why::Broken)?;
    for (name, value) in value {
        let values = match value {
            Value::Array(values) => values,
            value => vec![value],
        };
        for value in values {
            let text = match value {
                Value::String(text) => text,
                Value::Number(number) => number.to_string(),
                Value::Bool(truth) => if truth { "yes" } else { "" }.to_owned(),
                Value::Null => String::new(),
                Value::Array(_) | Value::Object(_) => return Err(Why::Broken),
            };
            sent.add(name.clone(), text)?;
        }
    }
    Ok(())
}

async fn multipart(content_type: &str, bytes: Vec<u8>, sent: &mut Sent) -> Result<(), Why> {
    let boundary = multer::parse_boundary(content_type).map_err(|_| Why::Broken)?;
    let stream = tokio_stream::once(Ok::<_, std::convert::Infallible>(bytes));
    let mut parts = multer::Multipart::new(stream, boundary);
    while let Some(part) = parts.next_field().await.map_err(|_| Why::Broken)? {
        let name = part.name().ok_or(Why::Broken)?.to_owned();
        let file = part.file_name().map(str::to_owned);
        let bytes = part.bytes().await.map_err(|_| Why::Broken)?.to_vec();
        match file {
            Some(file) => {
                sent.files.push(SentFile { field: name, name: file, bytes });
                sent.is_countable()?;
            }
            None => sent.add(name, String::from_utf8(bytes).map_err(|_| Why::NotText)?)?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_plus_signs_are_decoded() {
        let mut sent = Sent::default();
        urlencoded(b"name=%D9%85+b%2Bc&x&story=a%0D%0Ab&bad=100%", &mut sent).expect("it is text");
        let all: Vec<_> = sent.fields.iter().map(|(name, value)| (&**name, &**value)).collect();
        assert_eq!(all, [("name", "م b+c"), ("x", ""), ("story", "a\nb"), ("bad", "100%")]);
        assert_eq!(urlencoded(b"a=1&b=%ff", &mut sent), Err(Why::NotText));
    }
}
