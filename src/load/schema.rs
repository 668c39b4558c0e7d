//! Shapes as JSON Schema (draft 2020-12), for editors that complete and check YAML.

use serde_json::{Map, Value, json};

use super::shape::{Kind, Record};
use super::shapes::FILES;

/// The schema of every file, by name.
pub fn all() -> Value {
    Value::Object(FILES.iter().map(|(name, record)| ((*name).to_owned(), schema(name, record))).collect())
}

/// The schema of one file; `None` where there is no such file.
pub fn one(name: &str) -> Option<Value> {
    FILES.iter().find(|(known, _)| *known == name).map(|(name, record)| schema(name, record))
}

fn schema(name: &str, record: &Record) -> Value {
    let mut schema = object(record);
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!(name);
    schema
}

fn object(record: &Record) -> Value {
    let properties: Map<String, Value> = record
        .keys
        .iter()
        .map(|key| {
            let mut value = kind(&key.kind);
            value["description"] = json!(key.doc);
            (key.name.to_owned(), value)
        })
        .collect();
    let required: Vec<&str> = record.keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}

fn kind(kind_of: &Kind) -> Value {
    let pattern = |pattern: &str| json!({"type": "string", "pattern": pattern});
    match kind_of {
        Kind::Text => json!({"type": "string"}),
        Kind::Phrase => json!({
            "type": "object",
            "properties": {"ar": {"type": "string"}, "en": {"type": "string"}},
            "additionalProperties": false,
        }),
        Kind::Id => json!({"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 64}),
        Kind::Count(least, most) => json!({"type": "integer", "minimum": least, "maximum": most}),
        Kind::Flag => json!({"type": "boolean"}),
        Kind::Date => json!({"type": "string", "format": "date"}),
        Kind::Session => json!({"anyOf": [kind(&Kind::Count(1, 9999)), {"type": "string", "maxLength": 60}]}),
        Kind::Hijri => pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
        Kind::Version => pattern("^[0-9]{1,6}\\.[0-9]{1,6}$"),
        Kind::Word(words) => json!({"enum": words}),
        Kind::Url => pattern("^https?://"),
        Kind::Email => json!({"type": "string", "format": "email"}),
        Kind::Phone => pattern("^\\+[1-9][0-9]{6,14}$"),
        Kind::Colour => pattern("^#[0-9a-fA-F]{6}$"),
        Kind::Seal => pattern("^sha256:[0-9a-fA-F]{64}$"),
        Kind::Path => pattern("^(?!/)(?!.*(^|/)\\.\\.?(/|$))[^\\\\:]+$"),
        Kind::List(item) => json!({"type": "array", "items": kind(item)}),
        Kind::Record(record) => object(record),
        Kind::RecordOr(record, words) => json!({"oneOf": [{"enum": words}, object(record)]}),
        Kind::Map(value) => json!({
            "type": "object",
            "propertyNames": {"pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
            "additionalProperties": kind(value),
        }),
        Kind::ByLanguage(value) => {
            json!({"type": "object", "properties": {"ar": kind(value), "en": kind(value)}, "additionalProperties": false})
        }
    }
}
