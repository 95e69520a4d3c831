package io.legate.edge.badinput;

/// What a client is told.
///
/// @param status the transport's own
/// @param code the stable one; empty where nothing was refused
/// @param text everything else that it is told, or the token
record Told(String status, String code, String text) {}
