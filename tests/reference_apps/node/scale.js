// The connected scale of every person, created once under its identifier (PHD; API Mesures 1.5.2, ifNoneExist).

const OID = '1.2.840.10004.1.1.1.0.0.1.0.0.1.2680'
const NUMBER = '5C-A1-E0-00-00-00-00-02'
const NOMENCLATURE = 'urn:iso:std:iso:11073:10101'
const SYSTEM_ID = { system: 'http://hl7.org/fhir/uv/phd/CodeSystem/ContinuaDeviceIdentifiers', code: 'SYSID' }

export const scale = {
  resource: {
    resourceType: 'Device',
    id: '6a0c54f2-6e0b-4d0e-9c50-0f8f1d5b7e02',
    meta: { profile: ['http://hl7.org/fhir/uv/phd/StructureDefinition/PhdDevice'] },
    identifier: [{ type: { coding: [SYSTEM_ID] }, system: `urn:oid:${OID}`, value: NUMBER }],
    type: { coding: [{ system: NOMENCLATURE, code: '65573' }] },
    specialization: [{ systemType: { coding: [{ system: NOMENCLATURE, code: '528399' }] }, version: '2.3' }]
  },
  request: { method: 'POST', url: 'Device', ifNoneExist: `identifier=urn:oid:${OID}|${NUMBER}` }
}
