/// `legate audit`: what can be known of a log without trusting the broker that wrote it.
@NullMarked
package io.legate.app.audit;

import org.jspecify.annotations.NullMarked;
