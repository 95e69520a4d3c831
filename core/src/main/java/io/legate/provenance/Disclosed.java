package io.legate.provenance;

import io.legate.json.Json;

/// One record of a source, with the values of its fields that an answer discloses.
///
/// @param values by field; each a string or boolean, or a list of them
public record Disclosed(String source, Json.Obj values) {}
