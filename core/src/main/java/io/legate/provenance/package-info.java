/// Where a value may come from: the forms in which values are compared, what an answer discloses,
/// and the question whether a task has met a value.
///
/// A *source* is a set of records that one action's answer discloses, declared in the action
/// catalogue; a *field* of it is what a constraint names, such as `erp.vendors.iban`. Besides there
/// are `prompt`, the literal values of the instruction, and `agent`, the same where no subject
/// token stands behind it.
///
/// Pure. Left to the caller: who may disclose what, how long it is kept and how much of it, and
/// that it is kept as keyed hashes only.
@NullMarked
package io.legate.provenance;

import org.jspecify.annotations.NullMarked;
