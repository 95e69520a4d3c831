package io.legate.demo.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/// Mail that has been sent: one `.eml` file each (RFC 5322), where a mail server would pick it up.
///
/// A file appears whole or not at all.
public final class Outbox {

  private static final String FROM = "accounts-payable@acme.example";
  private static final Pattern ADDRESS =
      Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,190}");

  private final Path folder;
  private final Clock clock;
  private final AtomicInteger sentCount = new AtomicInteger();

  /// @param folder made where it is not there
  public Outbox(Path folder, Clock clock) throws IOException {
    this.folder = folder;
    this.clock = clock;
    Files.createDirectories(folder);
  }

  /// A mail that must not be written as it stands.
  static final class BadMailException extends Exception {
    private static final long serialVersionUID = 1L;

    BadMailException(String message) {
      super(message);
    }
  }

  /// Writes one mail and returns its file's name.
  ///
  /// @throws BadMailException if the address is not one, or a line break would make a header of the
  ///   subject
  String send(String to, String subject, String body) throws BadMailException, IOException {
    if (!ADDRESS.matcher(to).matches()) {
      throw new BadMailException("the recipient is not a mail address");
    }
    if (subject.chars().anyMatch(c -> c < ' ')) {
      throw new BadMailException("the subject has control characters");
    }
    String name =
        String.format(
            Locale.ROOT,
            "%04d-%s.eml",
            sentCount.incrementAndGet(),
            to.replaceAll("[^a-z0-9@.-]", "_"));
    String text =
        "From: %s\r\nTo: %s\r\nSubject: %s\r\nDate: %s\r\nMessage-ID: <%s@acme.example>\r\n"
                .formatted(FROM, to, encoded(subject), date(), name)
            + "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
            + "Content-Transfer-Encoding: base64\r\n\r\n"
            + Base64.getMimeEncoder().encodeToString(body.getBytes(StandardCharsets.UTF_8))
            + "\r\n";
    Path draft = folder.resolve(name + ".draft");
    Files.writeString(draft, text);
    Files.move(draft, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    return name;
  }

  /// Returns the recipients of every mail in a folder.
  public static List<String> recipients(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      var mails = files.filter(file -> file.toString().endsWith(".eml")).sorted().toList();
      var recipients = new ArrayList<String>();
      for (Path mail : mails) {
        for (String line : Files.readAllLines(mail)) {
          if (line.startsWith("To: ")) {
            recipients.add(line.substring("To: ".length()));
          }
          if (line.isEmpty()) {
            break;
          }
        }
      }
      return recipients;
    }
  }

  private String date() {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(
        ZonedDateTime.ofInstant(clock.instant(), ZoneOffset.UTC));
  }

  /// RFC 2047, where the subject is not plain ASCII.
  private static String encoded(String subject) {
    if (subject.chars().allMatch(c -> c < 0x7F)) {
      return subject;
    }
    byte[] utf8 = subject.getBytes(StandardCharsets.UTF_8);
    return "=?utf-8?B?" + Base64.getEncoder().encodeToString(utf8) + "?=";
  }
}
