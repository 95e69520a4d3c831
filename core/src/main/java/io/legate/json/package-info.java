/// JSON as values: a strict reader (I-JSON, RFC 7493) and the canonical writer (JCS, RFC 8785).
///
/// Every byte of JSON that reaches Legate from outside is read here, and everything that is hashed
/// or signed is written here. The only package that uses Jackson.
@NullMarked
package io.legate.json;

import org.jspecify.annotations.NullMarked;
