import { expect, fixture } from '@open-wc/testing';
import { LitElement, html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { FileDropController } from './file-drop-controller.ts';

@customElement('test-drop-place')
class DropPlace extends LitElement {
  readonly taken: string[][] = [];
  isWanted = true;
  renders = 0;
  readonly drop = new FileDropController(this, {
    isWanted: () => this.isWanted,
    onFiles: (files) => this.taken.push(files.map(({ name }) => name)),
  });

  protected override render() {
    this.renders += 1;
    return html`<p>Drop it here</p>`;
  }
}

const open = async () => {
  const place = await fixture<DropPlace>('<test-drop-place></test-drop-place>');
  const inner = place.shadowRoot!.querySelector('p')!;
  const fire = (type: string, data: 'files' | 'text' = 'files', target: Element = inner) => {
    const dataTransfer = new DataTransfer();
    if (data === 'files') dataTransfer.items.add(new File(['a'], 'Shelf.jpg'));
    else dataTransfer.setData('text/plain', 'Shelf.jpg');
    const event = new DragEvent(type, {
      ...{ dataTransfer, bubbles: true, composed: true, cancelable: true },
    });
    target.dispatchEvent(event);
    return event;
  };
  return { place, fire };
};

describe('dropping files', () => {
  it('takes them, and shows while they are held over it, whatever is inside', async () => {
    const { place, fire } = await open();
    expect(place.drop.isOver).to.be.false;
    fire('dragenter', 'files', place);
    fire('dragenter');
    // The pointer has left the outer element for the inner one.
    fire('dragleave', 'files', place);
    expect(place.drop.isOver).to.be.true;
    expect(fire('dragover').defaultPrevented).to.be.true;
    expect(fire('drop').defaultPrevented).to.be.true;
    expect(place.taken).to.deep.equal([['Shelf.jpg']]);
    expect(place.drop.isOver).to.be.false;
    fire('dragenter');
    fire('dragleave');
    expect(place.drop.isOver).to.be.false;
  });

  it('is drawn anew only when something is to be seen', async () => {
    const { place, fire } = await open();
    const before = place.renders;
    fire('dragenter', 'files', place);
    await place.updateComplete;
    fire('dragenter');
    fire('dragover');
    await place.updateComplete;
    expect(place.renders - before).to.equal(1);
  });

  it('does not take them where they are not wanted, nor lets them replace the page', async () => {
    const { place, fire } = await open();
    place.isWanted = false;
    fire('dragenter');
    expect(place.drop.isOver).to.be.false;
    expect(fire('dragover').defaultPrevented).to.be.true;
    expect(fire('drop').defaultPrevented).to.be.true;
    expect(place.taken).to.deep.equal([]);
  });

  it('leaves a dragged text to the browser', async () => {
    const { place, fire } = await open();
    fire('dragenter', 'text');
    expect(place.drop.isOver).to.be.false;
    expect(fire('dragover', 'text').defaultPrevented).to.be.false;
    expect(fire('drop', 'text').defaultPrevented).to.be.false;
    expect(place.taken).to.deep.equal([]);
  });

  it('ends with the element', async () => {
    const { place, fire } = await open();
    place.remove();
    expect(fire('drop').defaultPrevented).to.be.false;
    expect(place.taken).to.deep.equal([]);
  });
});
