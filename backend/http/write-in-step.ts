import type { OutgoingMessage } from 'node:http';

/**
 * Writes a body chunk by chunk and asks for the next one when the last has left for the kernel, so
 * that whoever reads may use one buffer for all. It does not end the message. False: the connection
 * closed before the last chunk. Throws what the reader throws.
 * @param onMoved hears of every chunk that has left
 */
export async function writeInStep(
  message: OutgoingMessage,
  chunks: AsyncIterable<Uint8Array>,
  onMoved?: () => void,
): Promise<boolean> {
  for await (const chunk of chunks) {
    if (message.destroyed || !(await write(message, chunk))) return false;
    onMoved?.();
  }
  return true;
}

function write(message: OutgoingMessage, chunk: Uint8Array): Promise<boolean> {
  return new Promise((resolve) => {
    const giveUp = () => resolve(false);
    // A message that still waits for its connection does not hear of its writes when that closes.
    message.once('close', giveUp);
    message.write(chunk, (error) => {
      message.off('close', giveUp);
      resolve(!error);
    });
  });
}
