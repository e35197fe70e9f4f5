/** Rules that several resources share: proxmoxtf/resource/validators of bpg/terraform-provider-proxmox. */

/** `store:folder/file` */
export const FILE_ID = { pattern: /^[a-z\d\-_.]+:([a-z\d\-_]+\/)?.+$/i };
export const MAC_ADDRESS = { pattern: /^[A-Fa-f0-9]{2}(:[A-Fa-f0-9]{2}){5}$/ };
/** `HostnameValidator` */
export const HOSTNAME = {
  pattern: /^[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*$/,
};
/** `VMIDValidator` */
export const VM_ID = { min: 100, max: 2_147_483_647 };
/** `validation.IsIPAddress`, near enough for what is no address at all. */
export const IP_ADDRESS = { notEmpty: true, pattern: /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)$/ };
