/// The verifiers against logs that somebody has tampered with.
@NullMarked
package io.legate.app.audit;

import org.jspecify.annotations.NullMarked;
