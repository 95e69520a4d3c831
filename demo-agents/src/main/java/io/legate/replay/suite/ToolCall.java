package io.legate.replay.suite;

import io.legate.json.Json;
import org.jspecify.annotations.Nullable;

/// A call that was recorded.
///
/// @param arguments those that were given; none is null
/// @param result what the tool returned, as text or as JSON; null where nothing is known
public record ToolCall(String tool, Json.Obj arguments, @Nullable Json result) {}
