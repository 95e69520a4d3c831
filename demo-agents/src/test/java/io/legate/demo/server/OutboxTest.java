package io.legate.demo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.legate.demo.server.Outbox.BadMailException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-02T09:30:00Z"), ZoneOffset.UTC);

  @TempDir Path root;
  private Path folder = Path.of("");
  private Outbox outbox;

  @BeforeEach
  void make() throws Exception {
    folder = root.resolve("mail");
    outbox = new Outbox(folder, CLOCK);
  }

  @Test
  void mailIsOneFileThatOtherProgramsCanRead() throws Exception {
    String name = outbox.send("a@b.example", "Zahlung für Ü-1", "Grüße\nund mehr");
    assertThat(name).isEqualTo("0001-a@b.example.eml");
    String text = Files.readString(folder.resolve(name));
    assertThat(text)
        .contains("To: a@b.example\r\n")
        .contains("Subject: =?utf-8?B?")
        .contains("Date: Mon, 2 Nov 2026 09:30:00 GMT\r\n");
    String body = text.substring(text.indexOf("\r\n\r\n") + 4).strip();
    assertThat(new String(Base64.getMimeDecoder().decode(body), StandardCharsets.UTF_8))
        .isEqualTo("Grüße\nund mehr");
    assertThat(Outbox.recipients(folder)).containsExactly("a@b.example");
  }

  @Test
  void bodyCannotPassForARecipient() throws Exception {
    outbox.send("a@b.example", "s", "\n\nTo: x@evil.example\n");
    assertThat(Outbox.recipients(folder)).containsExactly("a@b.example");
  }

  @Test
  void lineBreakInASubjectOrAddressIsRefusedAndNothingIsWritten() throws Exception {
    assertThatThrownBy(() -> outbox.send("a@b.example", "s\r\nBcc: x@evil.example", "b"))
        .isInstanceOf(BadMailException.class);
    assertThatThrownBy(() -> outbox.send("a@b.example\r\nBcc: x@evil.example", "s", "b"))
        .isInstanceOf(BadMailException.class);
    assertThat(Outbox.recipients(folder)).isEmpty();
  }

  @Test
  void addressCannotLeaveTheFolder() throws Exception {
    assertThatThrownBy(() -> outbox.send("../../x", "s", "b")).isInstanceOf(BadMailException.class);
    assertThat(outbox.send("/../../b@c.example", "s", "b"))
        .isEqualTo("0001-_.._.._b@c.example.eml");
    assertThat(Outbox.recipients(folder)).containsExactly("/../../b@c.example");
  }
}
