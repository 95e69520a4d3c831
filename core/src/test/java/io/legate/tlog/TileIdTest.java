package io.legate.tlog;

import static io.legate.tlog.SignedNoteTest.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.merkle.TreeSize;
import io.legate.tlog.InvalidEvidenceException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TileIdTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0, 256, tile/0/000",
    "0, 999, 256, tile/0/999",
    "1, 1000, 256, tile/1/x001/000",
    "7, 1234067, 256, tile/7/x001/x234/067",
    "0, 273, 112, tile/0/273.p/112",
    "2, 0, 1, tile/2/000.p/1",
    "0, 999999999999999999, 255, tile/0/x999/x999/x999/x999/x999/999.p/255",
  })
  void aTileHasOnePath(int level, long index, int width, String path) {
    var tile = new TileId(level, index, width);
    assertThat(tile.path()).isEqualTo(path);
    assertThat(TileId.parse(path)).isEqualTo(tile);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tile/0/0",
        "tile/0/0000",
        "tile/00/000",
        "tile/8/000",
        "tile/-1/000",
        "tile/0/x000/001",
        "tile/0/001/000",
        "tile/0/x001",
        "tile/0/000.p/0",
        "tile/0/000.p/01",
        "tile/0/000.p/256",
        "tile/0/000.p/257",
        "tile/0/000.p/",
        "tile/0/000/",
        "/tile/0/000",
        "tile/entries/000",
        "tile/0/../0/000",
      })
  void anotherPathIsNone(String path) {
    assertThat(TileId.parse(path)).isNull();
  }

  @Test
  void aTreeHasTheTilesOfTheSpecification() {
    // "a tree of size 70,000 will be represented by 273 full level 0 tiles, one partial level 0
    // tile of width 112, one full level 1 tile, one partial level 1 tile of width 17, and one
    // partial level 2 tile of width 1"
    var size = new TreeSize(70_000);
    assertThat(TileId.of(0, 69_999, size)).isEqualTo(new TileId(0, 273, 112));
    assertThat(TileId.of(1, 272, size)).isEqualTo(new TileId(1, 1, 17));
    assertThat(TileId.of(2, 0, size)).isEqualTo(new TileId(2, 0, 1));
    assertThat(new TileId(0, 272, 256).isIn(size)).isTrue();
    assertThat(new TileId(0, 273, 112).isIn(size)).isTrue();
    assertThat(new TileId(0, 273, 113).isIn(size)).isFalse();
    assertThat(new TileId(0, 274, 1).isIn(size)).isFalse();
    assertThat(new TileId(3, 0, 1).isIn(size)).isFalse();
    assertThat(new TileId(0, 999_999_999_999_999_999L, 1).isIn(size)).isFalse();
  }

  @Test
  void bytesOfAnotherWidthAreRefused() throws Exception {
    var tile = new TileId(0, 0, 2);
    assertThat(tile.read(new byte[64])).hasSize(2);
    for (int bytes : new int[] {0, 32, 63, 65, 96}) {
      assertInvalid(() -> tile.read(new byte[bytes]), Reason.MALFORMED_TILE);
    }
  }
}
