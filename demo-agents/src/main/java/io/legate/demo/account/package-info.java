/// What a person sees: the account of what happens, and at the end the table of expectations.
///
/// Plain text of at most a hundred columns; colour on a terminal only, and never where `NO_COLOR`
/// is set (no-color.org).
@NullMarked
package io.legate.demo.account;

import org.jspecify.annotations.NullMarked;
