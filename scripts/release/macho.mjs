// Removes the signature of a Mach-O file, a program for macOS.

const [MAGIC, LC_SEGMENT_64, LC_CODE_SIGNATURE] = [0xfeedfacf, 0x19, 0x1d];
/** The positions of the number and the size of the load commands in a 64-bit header, and where they begin. */
const [COUNT, SIZE, COMMANDS] = [16, 20, 32];

/**
 * The program without its signature, as Apple's own linker makes programs for Intel. Bun signs programs for Apple
 * silicon anew, but leaves its own signature in programs for Intel. There it no longer fits, and macOS kills a program
 * whose signature does not fit.
 * @throws Error if it is not such a program, or if anything follows its signature
 */
export function withoutSignature(program) {
  const bytes = Buffer.from(program);
  if (bytes.readUInt32LE(0) !== MAGIC) throw new Error('this is no 64-bit Mach-O file');
  let at = COMMANDS;
  let linkedit;
  for (let commandsLeft = bytes.readUInt32LE(COUNT); commandsLeft > 0; commandsLeft--) {
    const [command, size] = [bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4)];
    if (command === LC_SEGMENT_64 && bytes.toString('latin1', at + 8, at + 18) === '__LINKEDIT')
      linkedit = at;
    if (command === LC_CODE_SIGNATURE) {
      const [offset, length] = [bytes.readUInt32LE(at + 8), bytes.readUInt32LE(at + 12)];
      if (commandsLeft !== 1 || linkedit === undefined || offset + length !== bytes.length)
        throw new Error('the signature is not the last of this Mach-O file');
      bytes.fill(0, at, at + size);
      bytes.writeUInt32LE(bytes.readUInt32LE(COUNT) - 1, COUNT);
      bytes.writeUInt32LE(bytes.readUInt32LE(SIZE) - size, SIZE);
      bytes.writeBigUInt64LE(bytes.readBigUInt64LE(linkedit + 48) - BigInt(length), linkedit + 48);
      return bytes.subarray(0, offset);
    }
    at += size;
  }
  return bytes;
}
