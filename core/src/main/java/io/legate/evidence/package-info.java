/// What is on record of a task, put so that people can read it: the tree of its hops as JSON and as
/// a picture, and a report that answers what was authorised, by whom, on what basis, under which
/// controls and whether a person looked, with the receipts by which anyone can check it.
///
/// Records are shown as they are found. That they are what was once written is NOT checked here: a
/// receipt lets the reader do so, and `audit verify` does it for a whole log.
@NullMarked
package io.legate.evidence;

import org.jspecify.annotations.NullMarked;
