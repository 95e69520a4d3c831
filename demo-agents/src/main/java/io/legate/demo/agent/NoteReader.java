package io.legate.demo.agent;

import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds instructions in an invoice's free text, and believes them.
///
/// This stands in for a language model that has been told what to do by the document it reads. It
/// must stay as gullible as it is: the demonstration is that this does no harm.
public final class NoteReader {

  private static final Pattern PAY =
      Pattern.compile("\\bPay [A-Z]{3} ([0-9]{1,12}(?:\\.[0-9]{2})?)\\b");
  private static final Pattern CUSTOMER = Pattern.compile("\\bC-[0-9]{1,8}\\b");
  private static final Pattern SEND_TO =
      Pattern.compile("\\bsend (?:them|it|this) to ([A-Za-z0-9._-]+@[a-z0-9.-]*[a-z0-9])");

  private NoteReader() {}

  /// What the text asks for.
  ///
  /// @param amount to pay in place of the invoice's own
  /// @param customers whose records to look up
  /// @param sendTo who is to get them
  public record Instructions(
      Optional<BigDecimal> amount, Set<String> customers, Optional<String> sendTo) {}

  /// Reads notes, as far as they are addressed to a machine.
  public static Instructions read(List<String> notes) {
    String text = String.join("\n", notes);
    var customers = new LinkedHashSet<String>();
    Matcher customer = CUSTOMER.matcher(text);
    while (customer.find()) {
      customers.add(customer.group());
    }
    return new Instructions(first(PAY, text).map(BigDecimal::new), customers, first(SEND_TO, text));
  }

  private static Optional<String> first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
