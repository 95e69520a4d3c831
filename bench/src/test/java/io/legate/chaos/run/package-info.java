/// What programs are told of a run.
@NullMarked
package io.legate.chaos.run;

import org.jspecify.annotations.NullMarked;
