package io.legate.demo.role;

import io.legate.demo.message.BadMessageException;
import io.legate.demo.message.Fields;
import io.legate.json.Jcs;
import io.legate.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The line between a role and its conductor. Telling is safe from many threads.
public final class Line {

  private final BufferedReader in;
  private final PrintStream out;

  public Line(InputStream in, PrintStream out) {
    this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    this.out = out;
  }

  /// Says where this role serves. The first thing that is said.
  void ready(String url) {
    say("ready " + url);
  }

  /// Tells what happened.
  public void tell(Json.Obj event) {
    say(Jcs.text(event));
  }

  /// Answers an instruction.
  void answer(String id, Json.Obj answer) {
    tell(Json.Obj.with("event", "answer").with("id", id).with("answer", answer).build());
  }

  /// Waits for what the conductor says next; null when there is no conductor any more.
  @Nullable Fields next() throws IOException, BadMessageException {
    String text = in.readLine();
    return text == null ? null : Fields.read(text);
  }

  /// One write for one line, so that lines of several threads never mix.
  private synchronized void say(String text) {
    out.println(text);
    out.flush();
  }
}
