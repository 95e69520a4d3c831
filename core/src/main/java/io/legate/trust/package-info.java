/// Trust scores: how what agents do moves them, beside the request path.
///
/// What a score means for a decision is policy's; expressions read it as the signal `trust`.
@NullMarked
package io.legate.trust;

import org.jspecify.annotations.NullMarked;
