/// The program: commands, configuration, and the one place that constructs adapters.
///
/// Nothing may depend on this package. It reads the clock, speaks to a person, and hands both to
/// everything below.
@NullMarked
package io.legate.app;

import org.jspecify.annotations.NullMarked;
