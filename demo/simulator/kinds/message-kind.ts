/** What the simulator must know of a message kind; a new one is a file here and a line below. */
export interface MessageKind {
  /** The value of `type`, and the key of the content. */
  type: string;
  /** It is about another message, so that it cannot be a reply as well. */
  isAboutMessage?: true;
  /** Throws a GraphError as Meta would for content that the business may not send. */
  validate(content: unknown): void;
}
