/// Rules that hold between the packages of the core and the broker, kept as tests.
@NullMarked
package io.legate;

import org.jspecify.annotations.NullMarked;
