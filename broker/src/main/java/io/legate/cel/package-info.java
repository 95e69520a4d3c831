/// Conditions in CEL (the Common Expression Language), compiled and evaluated by cel-java.
///
/// The only package that knows that library. What an expression may read is `Facts`; which of it,
/// and of which types, follows from its scope and the catalogue. There are no doubles: an amount is
/// an exact decimal, and so is every literal with a point. What an evaluation costs is bounded by
/// the length of the text, the nodes it parses to, the turns that its macros take and the length of
/// what it reads. What came with a statement may moreover make nothing longer by going over it
/// again and again, and reads so much altogether: it was written by somebody who may mean harm.
@NullMarked
package io.legate.cel;

import org.jspecify.annotations.NullMarked;
