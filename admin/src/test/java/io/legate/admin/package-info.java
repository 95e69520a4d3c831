/// Tests of the operators' commands.
@NullMarked
package io.legate.admin;

import org.jspecify.annotations.NullMarked;
