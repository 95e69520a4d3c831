/// The company's records, as a folder of CSV files and invoices that a user may replace.
///
/// Reading checks form and references and says which file and line is wrong. It does not judge:
/// whether an invoice should be paid is the business of others.
@NullMarked
package io.legate.demo.input;

import org.jspecify.annotations.NullMarked;
