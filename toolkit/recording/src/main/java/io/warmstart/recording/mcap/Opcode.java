package io.warmstart.recording.mcap;

/** First bytes of records, and the bytes around a file. */
final class Opcode {
  static final int HEADER = 0x01;
  static final int FOOTER = 0x02;
  static final int SCHEMA = 0x03;
  static final int CHANNEL = 0x04;
  static final int MESSAGE = 0x05;
  static final int CHUNK = 0x06;
  static final int MESSAGE_INDEX = 0x07;
  static final int CHUNK_INDEX = 0x08;
  static final int ATTACHMENT = 0x09;
  static final int ATTACHMENT_INDEX = 0x0A;
  static final int STATISTICS = 0x0B;
  static final int METADATA = 0x0C;
  static final int METADATA_INDEX = 0x0D;
  static final int SUMMARY_OFFSET = 0x0E;
  static final int DATA_END = 0x0F;

  /** Bytes of an opcode and a length. */
  static final int PREFIX_BYTES = 9;

  /** Bytes of a whole footer record. */
  static final int FOOTER_BYTES = PREFIX_BYTES + 8 + 8 + 4;

  /** Bytes of a message before its data. */
  static final int MESSAGE_BYTES = 2 + 4 + 8 + 8;

  private static final byte[] MAGIC = {(byte) 0x89, 'M', 'C', 'A', 'P', '0', '\r', '\n'};

  private Opcode() {}

  /** A copy of the eight bytes that begin and end a file. */
  static byte[] magic() {
    return MAGIC.clone();
  }
}
