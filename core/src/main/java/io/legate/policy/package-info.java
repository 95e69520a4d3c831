/// What is allowed at all, whatever a task's boundary says: the ceiling over every boundary, and
/// the rules that deny, hold back, add and oblige.
///
/// A policy is a bundle: a JSON value with sections, read whole or not at all, and published in the
/// control stream. Without a bundle of their own the registered clients and their entitlements make
/// one. Whatever is not said there is refused. How YAML becomes that JSON, and how expressions are
/// evaluated, is left to adapters.
@NullMarked
package io.legate.policy;

import org.jspecify.annotations.NullMarked;
