/// What the demonstration's processes say to each other, as JSON.
///
/// A message is read strictly: every field that is asked for must be there and of its type. It does
/// not authenticate anyone: what a message asks for is worth what the token behind it is worth.
@NullMarked
package io.legate.demo.message;

import org.jspecify.annotations.NullMarked;
