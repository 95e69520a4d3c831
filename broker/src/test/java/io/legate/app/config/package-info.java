/// Tests of the configuration.
@NullMarked
package io.legate.app.config;

import org.jspecify.annotations.NullMarked;
