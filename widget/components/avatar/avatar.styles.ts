import { css, unsafeCSS } from 'lit';

const colours = [1, 2, 3, 4, 5, 6, 7, 8]
  .map(
    (number) =>
      `.colour-${number}{background:var(--chasqui-av-${number});color:var(--chasqui-av-${number}-text)}`,
  )
  .join('');

export const avatarStyles = css`
  :host {
    display: inline-block;
    flex: none;
    inline-size: 36px;
    block-size: 36px;
  }
  .disc {
    display: grid;
    place-items: center;
    inline-size: 100%;
    block-size: 100%;
    border-radius: 50%;
    font: 600 var(--chasqui-fs-3) var(--chasqui-font);
  }
  ${unsafeCSS(colours)}
`;
