import type { ScreenElement } from './elements.ts';
import type { InspectedScreens } from './screens.ts';

/** What a button opens, which is closed again; nothing if no locator finds the button. */
export async function lookBehind(
  screens: InspectedScreens,
  button: 'menu' | 'tabs',
  name: string,
  inspect: (elements: ScreenElement[]) => Promise<unknown> = async () => undefined,
): Promise<ScreenElement[]> {
  if (!(await screens.isFound(button))) return [];
  await screens.press(button);
  const elements = await screens.look(name);
  await inspect(elements);
  await screens.back();

  return elements;
}
