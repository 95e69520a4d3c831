/// Invoices in UBL 2.1, as suppliers send them (OASIS UBL 2.1, EN 16931).
///
/// An invoice is a stranger's text. Reading it checks that it is one, within bounds, and takes
/// nothing from anywhere else: no document type, no entity, no schema from the network. It does not
/// check that what it says is true, and its notes are whatever the sender wrote.
@NullMarked
package io.legate.demo.invoice;

import org.jspecify.annotations.NullMarked;
