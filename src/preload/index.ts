/** The one opening in the wall between the window and main. It never grows. */
import { contextBridge, ipcRenderer, webUtils, type IpcRendererEvent } from 'electron';
import type { Bridge } from '../ipc/contract';

const bridge: Bridge = {
  invoke: (channel, question) => ipcRenderer.invoke('ask', channel, question),
  on: (event, listener) => {
    const receive = (_: IpcRendererEvent, name: string, value: Parameters<typeof listener>[0]) => {
      if (name === event) listener(value);
    };
    ipcRenderer.on('tell', receive);
    return () => {
      ipcRenderer.off('tell', receive);
    };
  },
  pathOfFile: (file) =>
    webUtils.getPathForFile(file as Parameters<typeof webUtils.getPathForFile>[0]),
};

contextBridge.exposeInMainWorld('touchstone', bridge);
