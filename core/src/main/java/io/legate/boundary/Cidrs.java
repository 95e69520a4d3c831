package io.legate.boundary;

import io.legate.boundary.Mismatch.Why;
import io.legate.json.Json;
import java.util.List;

/// `cidr`: an IP address, in its canonical text, in one of several blocks. An IPv6 address is
/// written without brackets here. IPv4 and IPv6 never meet, not even where one holds the other.
public record Cidrs(List<String> blocks) implements Constraint {

  static final String TYPE = "cidr";

  public Cidrs {
    blocks = Values.requireDistinct(blocks);
    if (!blocks.stream().allMatch(Cidrs::isBlock)) {
      throw new IllegalArgumentException("must be blocks of addresses such as `10.0.0.0/8`");
    }
  }

  /// Returns whether `text` is a block of addresses in its canonical form, without set bits after
  /// its prefix.
  static boolean isBlock(String text) {
    return IpBlock.parse(text) != null;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public List<Mismatch> check(Json value, Occasion occasion) {
    if (!(value instanceof Json.Str(var text))) {
      return Mismatch.of(Why.WRONG_TYPE, this, value);
    }
    IpAddress address = IpAddress.parse(text);
    if (address == null) {
      return Mismatch.of(Why.NOT_NORMAL_FORM, this, value);
    }
    return Mismatch.unless(
        blocks.stream().anyMatch(block -> IpBlock.of(block).contains(address)),
        Why.OUTSIDE_BLOCK,
        this,
        value);
  }

  /// Returns whether every block of `narrower` is within one block here. Two halves of a block here
  /// are not put together.
  boolean contains(Cidrs narrower) {
    var wide = blocks.stream().map(IpBlock::of).toList();
    return narrower.blocks.stream()
        .map(IpBlock::of)
        .allMatch(block -> wide.stream().anyMatch(held -> held.contains(block)));
  }

  @Override
  public Json.Obj toJson() {
    return Constraint.json(TYPE).with("blocks", Json.Arr.ofStrings(blocks)).build();
  }
}
