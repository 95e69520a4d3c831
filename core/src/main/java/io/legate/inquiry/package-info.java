/// Questions to the record after the fact: which records there are of a task, an agent, a subject,
/// an action, a resource, an outcome, a person or a time.
///
/// Records are read where they are kept ([LedgerPages]) or from an export ([ExportPages]), a page
/// at a time. That they are what was once written is NOT checked here: that is `audit verify`.
@NullMarked
package io.legate.inquiry;

import org.jspecify.annotations.NullMarked;
