/**
 * The end of the service for its clients: answers under way are sent whole, then every connection is closed. Left alone,
 * connections that clients keep alive, or opened without a request yet, would hold the process for seconds.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type BeforeApplicationShutdown, Injectable, type NestMiddleware } from '@nestjs/common';

@Injectable()
export class AnswersUnderWay implements NestMiddleware, BeforeApplicationShutdown {
  private readonly answers = new Set<Promise<void>>();

  use(_request: IncomingMessage, response: ServerResponse, next: () => void): void {
    // A client that has left by now is answered nothing, and no event would say so again.
    if (!response.closed) this.add(new Promise((resolve) => response.once('close', resolve)));
    next();
  }

  /** Waits for the answers; event streams have been told to end by now. Nest then closes the connections. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.answers);
  }

  private add(answer: Promise<void>): void {
    this.answers.add(answer);
    void answer.then(() => this.answers.delete(answer));
  }
}
