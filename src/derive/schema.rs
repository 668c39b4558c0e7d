//! Schemas: what data holds, as JSON Schema (draft 2020-12), made from the types that are written.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

/// The schema of a type as it is written, under a title. What the type says of itself and of its fields describes them.
pub(super) fn schema_of<T: JsonSchema>(title: &str) -> Value {
    // Whatever does not hold itself stands where it is used, so that a reader need not look it up.
    let settings = SchemaSettings::draft2020_12().for_serialize().with(|settings| settings.inline_subschemas = true);
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    schema.insert("title".to_owned(), title.into());
    schema.to_value()
}
