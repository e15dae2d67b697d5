/** Types of embed.doctor.v1.js, which embed.v1.js loads by itself; for a frame without the element. */

import type { Finding } from "./embed.v1";

export interface Examined {
  frame: HTMLIFrameElement;
  /** The portal's origin; where the script came from unless stated. */
  portal?: string;
  /** The token that was handed to the frame: without it nobody can say whether this page may frame that account. */
  token?: string;
  /** Whether a page of a session was heard from. */
  answers?: boolean;
  /** Where to show what was found. */
  place?: Element | null;
}

export interface ClientPortalDoctorLibrary {
  /** Uses nothing up and changes nothing but `place`. */
  examine(examined: Examined): Promise<Finding[]>;
}

declare global {
  interface Window { ClientPortalDoctor: ClientPortalDoctorLibrary }
  const ClientPortalDoctor: ClientPortalDoctorLibrary;
}
